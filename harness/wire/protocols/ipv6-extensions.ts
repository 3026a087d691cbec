import type { Extent, Report } from '../extent.ts'

/** Next-header values of the extension headers that are read (RFC 8200 §4). */
const NAMES = { 0: 'hop-by-hop', 43: 'routing', 60: 'destination' } as const
const FRAGMENT = 44

/** An IPv6 extension header (RFC 8200 §4.3 to §4.6). */
export type Ipv6Extension =
  | {
      readonly header: 'hop-by-hop' | 'destination'
      readonly nextHeader: number
      /** In bytes, the first two included. */
      readonly length: number
      /** Its options, not interpreted. */
      readonly bytes: Uint8Array
    }
  | {
      readonly header: 'routing'
      readonly nextHeader: number
      readonly length: number
      readonly routingType: number
      readonly segmentsLeft: number
      readonly bytes: Uint8Array
    }
  | {
      readonly header: 'fragment'
      readonly nextHeader: number
      /** In bytes; the header holds it in units of 8. */
      readonly fragmentOffset: number
      readonly moreFragments: boolean
      readonly identification: number
    }

/** The extension headers of a packet, and what comes behind them. */
export interface ExtensionChain {
  readonly extensions: readonly Ipv6Extension[]
  readonly upperLayerProtocol: number
  readonly payload: Extent
}

/** Follows the chain of extension headers; behind the header of a later fragment there is nothing to follow. */
export function decodeExtensions(nextHeader: number, extent: Extent, report: Report): ExtensionChain {
  const extensions: Ipv6Extension[] = []
  let upperLayerProtocol = nextHeader
  let payload = extent
  while (upperLayerProtocol in NAMES || upperLayerProtocol === FRAGMENT) {
    const step = decodeExtension(upperLayerProtocol, payload)
    if (step === null) {
      report(`IPv6 extension header ${upperLayerProtocol} cut off`)
      break
    }
    extensions.push(step.extension)
    upperLayerProtocol = step.extension.nextHeader
    payload = payload.after(step.length)
    if (step.extension.header === 'fragment' && step.extension.fragmentOffset > 0) break
  }
  return { extensions, upperLayerProtocol, payload }
}

function decodeExtension(type: number, extent: Extent): { extension: Ipv6Extension; length: number } | null {
  if (extent.captured < 8) return null
  const nextHeader = extent.u8(0)
  if (type === FRAGMENT) {
    const word = extent.u16(2)
    const fragmentOffset = word & 0xfff8
    const moreFragments = (word & 1) !== 0
    const identification = extent.u32(4)
    return { extension: { header: 'fragment', nextHeader, fragmentOffset, moreFragments, identification }, length: 8 }
  }
  const length = 8 * (extent.u8(1) + 1)
  if (extent.captured < length) return null
  const name = NAMES[type as keyof typeof NAMES]
  if (name !== 'routing') {
    return { extension: { header: name, nextHeader, length, bytes: extent.copy(2, length - 2) }, length }
  }
  const [routingType, segmentsLeft] = [extent.u8(2), extent.u8(3)]
  const bytes = extent.copy(4, length - 4)
  return { extension: { header: name, nextHeader, length, routingType, segmentsLeft, bytes }, length }
}
