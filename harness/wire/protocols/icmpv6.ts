import type { Extent, Report } from '../extent.ts'
import type {
  EchoBody,
  ErrorBody,
  NeighbourAdvertisementBody,
  NeighbourSolicitationBody,
  OtherBody,
} from './icmp-body.ts'
import { decodeAdvertisement, decodeSolicitation } from './neighbour.ts'
import { decodeOriginal } from './original-datagram.ts'

/** Destination unreachable, packet too big, time exceeded, parameter problem (RFC 4443 §3). */
const ERRORS = [1, 2, 3, 4]
const ECHOES = [128, 129]

/** An ICMPv6 message (RFC 4443 §2.1; neighbour discovery: RFC 4861 §4). */
export interface Icmpv6Message {
  readonly kind: 'icmpv6'
  readonly offset: number
  readonly type: number
  readonly code: number
  readonly checksum: number
  readonly body: EchoBody | ErrorBody | NeighbourSolicitationBody | NeighbourAdvertisementBody | OtherBody
}

/** Reads an ICMPv6 message; the payload begins behind the first 8 bytes. */
export function decodeIcmpv6(extent: Extent, report: Report): { header: Icmpv6Message; payload: Extent } | null {
  if (extent.captured < 8) {
    report(`ICMPv6 message of ${extent.captured} bytes, at least 8`)
    return null
  }
  const type = extent.u8(0)
  const header: Icmpv6Message = {
    kind: 'icmpv6',
    offset: extent.offset,
    type,
    code: extent.u8(1),
    checksum: extent.u16(2),
    body: decodeBody(type, extent, report),
  }
  return { header, payload: extent.after(8) }
}

function decodeBody(type: number, extent: Extent, report: Report): Icmpv6Message['body'] {
  if (ECHOES.includes(type)) return { kind: 'echo', identifier: extent.u16(4), sequenceNumber: extent.u16(6) }
  if (type === 135) return decodeSolicitation(extent, report) ?? { kind: 'other' }
  if (type === 136) return decodeAdvertisement(extent, report) ?? { kind: 'other' }
  if (!ERRORS.includes(type)) return { kind: 'other' }
  const original = decodeOriginal(extent.after(8), 6)
  if (original === null) report('ICMPv6 error without the header of the original datagram')
  return { kind: 'error', mtu: type === 2 ? extent.u32(4) : null, original }
}
