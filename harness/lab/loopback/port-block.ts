import { randomInt } from 'node:crypto'
import { inet, inet6, type SocketAddress } from '../../sockets/address.ts'
import { DOMAINS, SOCKET_FLAGS, SOCKET_TYPES } from '../../sockets/libc/constants.ts'
import { call, LibcError } from '../../sockets/libc/ffi.ts'
import { encodeAddress } from '../../sockets/libc/sockaddr.ts'
import type { ErrnoName } from '../../sockets/result.ts'

/** Ports of one block, its guard among them, and where the first block begins; the last ends below Linux's ephemeral ports. */
const BLOCK = 250
const FIRST = 3_489
const BLOCKS = 100

/**
 * Ports of the loopback interface that no other run of sockproof on this machine uses, until it is disposed of. A socket
 * bound to the first port of the block guards it, so it is free again when that is closed, at the latest with the
 * process. Other programs know nothing of that.
 */
export class PortBlock implements Disposable {
  readonly #guard: number
  readonly #fd: number
  /** Not always the same: what was here before may have left connections in TIME_WAIT. */
  #given = randomInt(BLOCK)

  /** Throws if there is no block left. */
  constructor() {
    for (let block = 0; block < BLOCKS; block += 1) {
      const guard = FIRST + block * BLOCK
      const fd = boundTo('SOCK_STREAM', inet('127.0.0.1', guard))
      if (fd === 'EADDRINUSE') continue
      if (typeof fd === 'string') throw new LibcError('bind', [`127.0.0.1:${guard}`], fd)
      this.#guard = guard
      this.#fd = fd
      return
    }
    throw new Error(`All ${BLOCKS} blocks of ports are in use: run it again with fewer --jobs.`)
  }

  /** The next port that can be bound at 127.0.0.1 and ::1, by TCP and by UDP. Throws if the block has none. */
  next(): number {
    for (let tried = 1; tried < BLOCK; tried += 1) {
      this.#given = (this.#given % (BLOCK - 1)) + 1
      const port = this.#guard + this.#given
      if (isFree(port)) return port
    }
    throw new Error(`No port from ${this.#guard + 1} to ${this.#guard + BLOCK - 1} is free on this loopback interface.`)
  }

  [Symbol.dispose](): void {
    call('close', this.#fd)
  }
}

type Type = 'SOCK_STREAM' | 'SOCK_DGRAM'

const ADDRESSES = [(port: number) => inet('127.0.0.1', port), (port: number) => inet6('::1', port)] as const

function isFree(port: number): boolean {
  return ADDRESSES.every((address) =>
    (['SOCK_STREAM', 'SOCK_DGRAM'] as const).every((type) => {
      const holder = boundTo(type, address(port))
      if (typeof holder === 'number') call('close', holder)
      // Where an address cannot be had nobody holds a port of it.
      return holder !== 'EADDRINUSE'
    }),
  )
}

/** A socket that holds a port, or the error that there was. */
function boundTo(type: Type, address: SocketAddress): number | ErrnoName {
  const typeAndFlags = SOCKET_TYPES[type] | SOCKET_FLAGS.toBits(['SOCK_CLOEXEC'])
  const { value: fd, errno } = call('socket', DOMAINS[address.family], typeAndFlags, 0)
  if (errno !== null) return errno
  const { bytes, length } = encodeAddress(address)
  const bound = call('bind', fd, bytes, length)
  if (bound.errno === null) return fd
  call('close', fd)
  return bound.errno
}
