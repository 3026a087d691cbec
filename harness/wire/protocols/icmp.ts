import type { Extent, Report } from '../extent.ts'
import type { EchoBody, ErrorBody, OtherBody } from './icmp-body.ts'
import { decodeOriginal } from './original-datagram.ts'

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem (RFC 792). */
const ERRORS = [3, 4, 5, 11, 12]
const ECHOES = [0, 8]

/** An ICMP message (RFC 792). */
export interface IcmpMessage {
  readonly kind: 'icmp'
  readonly offset: number
  readonly type: number
  readonly code: number
  readonly checksum: number
  readonly body: EchoBody | ErrorBody | OtherBody
}

/** Reads an ICMP message; the payload begins behind the first 8 bytes. */
export function decodeIcmp(extent: Extent, report: Report): { header: IcmpMessage; payload: Extent } | null {
  if (extent.captured < 8) {
    report(`ICMP message of ${extent.captured} bytes, at least 8`)
    return null
  }
  const type = extent.u8(0)
  const code = extent.u8(1)
  const header: IcmpMessage = {
    kind: 'icmp',
    offset: extent.offset,
    type,
    code,
    checksum: extent.u16(2),
    body: decodeBody(type, code, extent, report),
  }
  return { header, payload: extent.after(8) }
}

function decodeBody(type: number, code: number, extent: Extent, report: Report): IcmpMessage['body'] {
  if (ECHOES.includes(type)) return { kind: 'echo', identifier: extent.u16(4), sequenceNumber: extent.u16(6) }
  if (!ERRORS.includes(type)) return { kind: 'other' }
  const original = decodeOriginal(extent.after(8), 4)
  if (original === null) report('ICMP error without the header of the original datagram')
  return { kind: 'error', mtu: type === 3 && code === 4 ? extent.u16(6) : null, original }
}
