import koffi from 'koffi'
import type { Fd } from '../calls.ts'
import type { SocketsFunction } from '../libc/library.ts'
import type { Result } from '../result.ts'
import { NETCONN, TCP_PCB } from './layout.ts'
import { addressIn, withCoreLocked } from './liblwip.ts'
import { netconnOf, pointerAt } from './memory.ts'

/** Sockets at which a stream was read to its end. */
const ended = new Set<Fd>()

const RECEIVES: ReadonlySet<SocketsFunction> = new Set<SocketsFunction>(['recv', 'recvfrom', 'recvmsg'])
const MAKES: ReadonlySet<SocketsFunction> = new Set<SocketsFunction>(['socket', 'accept4'])

/**
 * Before a call on a socket: has it forget its connection if lwIP has freed that.
 *
 * Who shuts down a connection that the peer has ended, and only then reads the end, is not told when the last ACK comes
 * and the connection is freed (https://github.com/espressif/esp-idf/issues/2931). close() would free it once more; two
 * connections are then made in the same place, and the list that they are in is a ring that lwIP goes round for ever.
 */
export function forgetFreed(name: SocketsFunction, fd: Fd): void {
  if (MAKES.has(name) || !ended.has(fd)) return
  withCoreLocked(() => {
    const conn = netconnOf(fd)
    if (conn === null || !conn.isTcp) return
    const pcb = pointerAt(conn.address, NETCONN.pcb)
    if (pcb !== 0n && !isAlive(pcb, conn.address)) koffi.encode(conn.address + BigInt(NETCONN.pcb), 'uint64_t', 0n)
  })
  if (name === 'close') ended.delete(fd)
}

/** After a call: remembers which streams have ended, and which numbers stand for new sockets. */
export function noticeEnd(name: SocketsFunction, fd: Fd, { value }: Result<number>): void {
  if (RECEIVES.has(name) && value === 0) ended.add(fd)
  if (MAKES.has(name) && value !== null) ended.delete(value)
}

/** Whether a connection is in one of lwIP's lists, and is that of this socket and not another in the same place. */
function isAlive(pcb: bigint, conn: bigint): boolean {
  const isListed = ['tcp_active_pcbs', 'tcp_tw_pcbs'].some((name) => {
    let one = pointerAt(addressIn(name), 0)
    while (one !== 0n && one !== pcb) one = pointerAt(one, TCP_PCB.next)
    return one === pcb
  })
  return isListed && pointerAt(pcb, TCP_PCB.callback_arg) === conn
}
