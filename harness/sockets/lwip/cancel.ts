import koffi from 'koffi'
import type { Fd } from '../calls.ts'
import { NETCONN, NETCONN_EVT_ERROR, TCP_PCB, TCP_STATES } from './layout.ts'
import { addressIn, lwip, withCoreLocked } from './liblwip.ts'
import { netconnOf, pointerAt } from './memory.ts'

const EVENT_CALLBACK = koffi.proto('void LwipEventCallback(void *conn, int event, uint16_t length)')

/**
 * Ends the calls that wait on a descriptor, as lwIP ends them when a connection is aborted. lwIP has no call for that:
 * close() and shutdown() do not wake who waits, they take away what is waited on (LWIP_NETCONN_FULLDUPLEX is 0, see
 * lwip/opt.h). A connection is reset, a listener tells ECONNABORTED, a datagram socket receives one byte that nobody
 * sent, and poll() tells POLLERR: the socket is good for nothing but close().
 */
export function wake(fd: Fd): void {
  withCoreLocked(() => {
    const conn = netconnOf(fd)
    if (conn === null) return
    const { address, isTcp } = conn
    if (isTcp) abort(address)
    else post(address, NETCONN.recvmbox, emptyDatagram())
    koffi.call(pointerAt(address, NETCONN.callback), EVENT_CALLBACK, address, NETCONN_EVT_ERROR, 0)
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
