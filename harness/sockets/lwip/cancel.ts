import koffi from 'koffi'
import type { Fd } from '../calls.ts'
import { LWIP_SOCK, NETCONN, NETCONN_EVT_ERROR, NETCONN_TYPES, TCP_PCB, TCP_STATES } from './layout.ts'
import { addressIn, lwip, withCoreLocked } from './liblwip.ts'

const EVENT_CALLBACK = koffi.proto('void LwipEventCallback(void *conn, int event, uint16_t length)')

/**
 * Ends the calls that wait on a descriptor, as lwIP ends them when a connection is aborted. lwIP has no call for that:
 * close() and shutdown() do not wake who waits, they take away what is waited on (LWIP_NETCONN_FULLDUPLEX is 0, see
 * lwip/opt.h). A connection is reset, a listener tells ECONNABORTED, a datagram socket receives one byte that nobody
 * sent, and poll() tells POLLERR: the socket is good for nothing but close().
 */
export function wake(fd: Fd): void {
  withCoreLocked(() => {
    const socket = lwip('lwip_socket_dbg_get_socket')(fd) as bigint | null
    if (socket === null) return
    const conn = pointerAt(socket, LWIP_SOCK.conn)
    const type = koffi.decode(conn, NETCONN.type, 'uint32_t') as number
    if ((type & NETCONN_TYPES.group) === NETCONN_TYPES.NETCONN_TCP) abort(conn)
    else post(conn, NETCONN.recvmbox, emptyDatagram())
    koffi.call(pointerAt(conn, NETCONN.callback), EVENT_CALLBACK, conn, NETCONN_EVT_ERROR, 0)
  })
}

function abort(conn: bigint): void {
  const pcb = pointerAt(conn, NETCONN.pcb)
  const state = pcb === 0n ? null : (koffi.decode(pcb, TCP_PCB.state, 'uint32_t') as number)
  if (state !== null && state !== TCP_STATES.LISTEN && state !== TCP_STATES.TIME_WAIT) {
    lwip('tcp_abort')(pcb)
    return
  }
  const aborted = addressIn('netconn_aborted')
  post(conn, NETCONN.acceptmbox, aborted)
  post(conn, NETCONN.recvmbox, aborted)
}

/** Puts something where a call may wait for it, if there is such a place and room in it. */
function post(conn: bigint, mbox: number, message: bigint): void {
  if (pointerAt(conn, mbox) !== 0n) lwip('sys_mbox_trypost')(conn + BigInt(mbox), message)
}

function emptyDatagram(): bigint {
  const netbuf = lwip('netbuf_new')() as bigint
  lwip('netbuf_alloc')(netbuf, 1)
  return netbuf
}

function pointerAt(address: bigint, offset: number): bigint {
  // A number that is small enough comes as one.
  return BigInt(koffi.decode(address, offset, 'uint64_t') as number | bigint)
}
