import { ipv4Text } from '../address-text.ts'
import type { Extent, Report } from '../extent.ts'
import { decodeIpv4Options, type Ipv4Option } from './ipv4-options.ts'

/** An IPv4 header (RFC 791 §3.1; DSCP and ECN: RFC 2474, RFC 3168). */
export interface Ipv4Header {
  readonly kind: 'ipv4'
  readonly offset: number
  /** In words of 32 bits. */
  readonly internetHeaderLength: number
  readonly differentiatedServicesCodePoint: number
  readonly explicitCongestionNotification: number
  /** Header and data in bytes. */
  readonly totalLength: number
  readonly identification: number
  readonly dontFragment: boolean
  readonly moreFragments: boolean
  /** In bytes; the header holds it in units of 8. */
  readonly fragmentOffset: number
  readonly timeToLive: number
  readonly protocol: number
  readonly headerChecksum: number
  readonly source: string
  readonly destination: string
  readonly options: readonly Ipv4Option[]
}

/** Reads an IPv4 header; null when there is too little of it to say anything. */
export function decodeIpv4(extent: Extent, report: Report): { header: Ipv4Header; payload: Extent } | null {
  const problem = headerProblem(extent)
  if (problem !== null) {
    report(problem)
    return null
  }
  const internetHeaderLength = extent.u8(0) & 0x0f
  const headerLength = 4 * internetHeaderLength
  const fragmentWord = extent.u16(6)
  const header: Ipv4Header = {
    kind: 'ipv4',
    offset: extent.offset,
    internetHeaderLength,
    differentiatedServicesCodePoint: extent.u8(1) >> 2,
    explicitCongestionNotification: extent.u8(1) & 0x03,
    totalLength: extent.u16(2),
    identification: extent.u16(4),
    dontFragment: (fragmentWord & 0x4000) !== 0,
    moreFragments: (fragmentWord & 0x2000) !== 0,
    fragmentOffset: (fragmentWord & 0x1fff) * 8,
    timeToLive: extent.u8(8),
    protocol: extent.u8(9),
    headerChecksum: extent.u16(10),
    source: ipv4Text(extent.copy(12, 4)),
    destination: ipv4Text(extent.copy(16, 4)),
    options: decodeIpv4Options(extent.after(20, headerLength - 20), report),
  }
  return { header, payload: extent.after(headerLength, dataLength(header, extent, report)) }
}

function headerProblem(extent: Extent): string | null {
  if (extent.captured < 20) return `IPv4 header of ${extent.captured} bytes, at least 20`
  const version = extent.u8(0) >> 4
  if (version !== 4) return `IP version ${version} in an IPv4 frame`
  const words = extent.u8(0) & 0x0f
  return words < 5 ? `IPv4 header length ${4 * words}, at least 20` : null
}

/** Total length 0 is what Linux leaves in a segment above 64 KiB before it is cut up (BIG TCP): then the frame decides. */
function dataLength({ totalLength, internetHeaderLength }: Ipv4Header, extent: Extent, report: Report): number {
  const headerLength = 4 * internetHeaderLength
  if (totalLength === 0) return extent.length - headerLength
  if (totalLength < headerLength) report(`IPv4 total length ${totalLength} below its header of ${headerLength} bytes`)
  else if (totalLength > extent.length) report(`IPv4 total length ${totalLength} in ${extent.length} bytes`)
  return totalLength - headerLength
}
