import { randomInt } from 'node:crypto'
import { call, LibcError } from '../../sockets/libc/ffi.ts'
import { encodeAddress } from '../../sockets/libc/sockaddr.ts'

const FIRST = 10_000
/** As many ports as a claim may ask for. */
const SIZE = 200
/** They end below the range of ephemeral ports. */
const BLOCKS = 100

/** A run of ports that no other lab of this machine uses while it is held. */
export interface PortBlock extends Disposable {
  readonly first: number
}

/**
 * Takes a block of ports that no other lab of sockproof on this machine has: of labs that share a loopback interface. It is
 * held by an abstract name (unix(7)), which the kernel frees with this process at the latest.
 */
export function takePortBlock(): PortBlock {
  const start = randomInt(BLOCKS)
  for (let tried = 0; tried < BLOCKS; tried += 1) {
    const number = (start + tried) % BLOCKS
    const fd = hold(`\0sockproof-ports-${number}`)
    if (fd !== null) return { first: FIRST + number * SIZE, [Symbol.dispose]: () => void call('close', fd) }
  }
  throw new Error(`All ${BLOCKS} blocks of ports of this machine are in use by labs: run it again with fewer --jobs.`)
}

/** The descriptor of a socket that has a name; null if another one has it. */
function hold(path: string): number | null {
  const [AF_UNIX, SOCK_DGRAM_CLOEXEC] = [1, 2 | 0o2000000]
  const { value: fd, errno } = call('socket', AF_UNIX, SOCK_DGRAM_CLOEXEC, 0)
  if (errno !== null) throw new LibcError('socket', ['AF_UNIX', 'SOCK_DGRAM', 0], errno)
  const { bytes, length } = encodeAddress({ family: 'AF_UNIX', path })
  if (call('bind', fd, bytes, length).errno === null) return fd
  call('close', fd)
  return null
}
