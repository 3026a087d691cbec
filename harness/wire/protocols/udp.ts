import type { Extent, Report } from '../extent.ts'

/** A UDP header (RFC 768). */
export interface UdpHeader {
  readonly kind: 'udp'
  readonly offset: number
  readonly sourcePort: number
  readonly destinationPort: number
  /** Header and data in bytes; of the whole datagram, also in its first fragment. */
  readonly length: number
  /** 0 over IPv4: the sender made none. Of a frame that this machine sent it may be partial. */
  readonly checksum: number
}

/** Reads a UDP header; null when there is too little of it to say anything. */
export function decodeUdp(
  extent: Extent,
  isFragment: boolean,
  report: Report,
): { header: UdpHeader; payload: Extent } | null {
  if (extent.captured < 8) {
    report(`UDP header of ${extent.captured} bytes, not 8`)
    return null
  }
  const length = extent.u16(4)
  if (length < 8) report(`UDP length ${length}, at least 8`)
  else if (length > extent.length && !isFragment) report(`UDP length ${length} in ${extent.length} bytes`)
  const header: UdpHeader = {
    kind: 'udp',
    offset: extent.offset,
    sourcePort: extent.u16(0),
    destinationPort: extent.u16(2),
    length,
    checksum: extent.u16(6),
  }
  return { header, payload: extent.after(8, Math.min(length, extent.length) - 8) }
}
