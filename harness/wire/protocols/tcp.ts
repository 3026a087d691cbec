import type { Extent, Report } from '../extent.ts'
import { type TcpFlag, tcpFlags } from './tcp-flags.ts'
import { decodeTcpOptions, type TcpOption } from './tcp-options.ts'

/** A TCP header (RFC 9293 §3.1). */
export interface TcpHeader {
  readonly kind: 'tcp'
  readonly offset: number
  readonly sourcePort: number
  readonly destinationPort: number
  readonly sequenceNumber: number
  /** Has a meaning only together with the flag ACK. */
  readonly acknowledgmentNumber: number
  /** In words of 32 bits. */
  readonly dataOffset: number
  /** Three bits that should be 0; the fourth of RFC 9293 is AE. */
  readonly reserved: number
  readonly flags: readonly TcpFlag[]
  /** As in the header, not scaled. */
  readonly window: number
  /** Of a frame that this machine sent it may be partial: the network card was to complete it. */
  readonly checksum: number
  /** Has a meaning only together with the flag URG. */
  readonly urgentPointer: number
  readonly options: readonly TcpOption[]
}

/** Reads a TCP header; null when there is too little of it to say anything. */
export function decodeTcp(extent: Extent, report: Report): { header: TcpHeader; payload: Extent } | null {
  if (extent.captured < 20) {
    report(`TCP header of ${extent.captured} bytes, at least 20`)
    return null
  }
  const word = extent.u16(12)
  const dataOffset = word >> 12
  const headerLength = Math.max(20, 4 * dataOffset)
  if (dataOffset < 5) report(`TCP data offset ${4 * dataOffset}, at least 20`)
  else if (headerLength > extent.length) report(`TCP data offset ${headerLength} in ${extent.length} bytes`)
  const header: TcpHeader = {
    kind: 'tcp',
    offset: extent.offset,
    sourcePort: extent.u16(0),
    destinationPort: extent.u16(2),
    sequenceNumber: extent.u32(4),
    acknowledgmentNumber: extent.u32(8),
    dataOffset,
    reserved: (word >> 9) & 0x07,
    flags: tcpFlags(word),
    window: extent.u16(14),
    checksum: extent.u16(16),
    urgentPointer: extent.u16(18),
    options: decodeTcpOptions(extent.after(20, headerLength - 20), report),
  }
  return { header, payload: extent.after(headerLength) }
}
