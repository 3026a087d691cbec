import { ipv6Text } from '../address-text.ts'
import type { Extent, Report } from '../extent.ts'
import { decodeExtensions, type Ipv6Extension } from './ipv6-extensions.ts'

/** An IPv6 header (RFC 8200 §3) and the extension headers behind it. */
export interface Ipv6Header {
  readonly kind: 'ipv6'
  readonly offset: number
  readonly trafficClass: number
  readonly flowLabel: number
  /** Everything behind the first 40 bytes, extension headers included. */
  readonly payloadLength: number
  readonly nextHeader: number
  readonly hopLimit: number
  readonly source: string
  readonly destination: string
  readonly extensions: readonly Ipv6Extension[]
  /** The next-header value behind the last extension header. */
  readonly upperLayerProtocol: number
}

/** Reads an IPv6 header with its extension headers; null when there is too little of it to say anything. */
export function decodeIpv6(extent: Extent, report: Report): { header: Ipv6Header; payload: Extent } | null {
  if (extent.captured < 40) {
    report(`IPv6 header of ${extent.captured} bytes, not 40`)
    return null
  }
  const firstWord = extent.u32(0)
  if (firstWord >>> 28 !== 6) {
    report(`IP version ${firstWord >>> 28} in an IPv6 frame`)
    return null
  }
  const payloadLength = extent.u16(4)
  if (payloadLength > extent.length - 40) {
    report(`IPv6 payload length ${payloadLength} in ${extent.length - 40} bytes`)
  }
  const nextHeader = extent.u8(6)
  const chain = decodeExtensions(nextHeader, extent.after(40, payloadLength), report)
  const header: Ipv6Header = {
    kind: 'ipv6',
    offset: extent.offset,
    trafficClass: (firstWord >>> 20) & 0xff,
    flowLabel: firstWord & 0x000f_ffff,
    payloadLength,
    nextHeader,
    hopLimit: extent.u8(7),
    source: ipv6Text(extent.copy(8, 16)),
    destination: ipv6Text(extent.copy(24, 16)),
    extensions: chain.extensions,
    upperLayerProtocol: chain.upperLayerProtocol,
  }
  return { header, payload: chain.payload }
}
