import koffi from 'koffi'
import type { Fd } from '../calls.ts'
import { LWIP_SOCK, NETCONN, NETCONN_TYPES } from './layout.ts'
import { lwip } from './liblwip.ts'

/** What lwIP has at an address plus an offset: the address of something else, 0 for none. */
export function pointerAt(address: bigint, offset: number): bigint {
  // A number that is small enough comes as one.
  return BigInt(koffi.decode(address, offset, 'uint64_t') as number | bigint)
}

/** A socket as lwIP keeps it. */
export interface Netconn {
  /** Where its `struct netconn` is. */
  readonly address: bigint
  readonly isTcp: boolean
}

/** What stands behind a descriptor; null if it is not open. To be asked, and used, with the core locked. */
export function netconnOf(fd: Fd): Netconn | null {
  const socket = lwip('lwip_socket_dbg_get_socket')(fd) as bigint | null
  if (socket === null) return null
  const address = pointerAt(socket, LWIP_SOCK.conn)
  const type = koffi.decode(address, NETCONN.type, 'uint32_t') as number
  return { address, isTcp: (type & NETCONN_TYPES.group) === NETCONN_TYPES.NETCONN_TCP }
}
