import { hardwareText, ipv6Text } from '../address-text.ts'
import type { Extent, Report } from '../extent.ts'
import type { NeighbourAdvertisementBody, NeighbourSolicitationBody } from './icmp-body.ts'

const SOURCE_LINK_LAYER_ADDRESS = 1
const TARGET_LINK_LAYER_ADDRESS = 2

/** Reads a neighbour solicitation from the beginning of its ICMPv6 header (RFC 4861 §4.3). */
export function decodeSolicitation(extent: Extent, report: Report): NeighbourSolicitationBody | null {
  const target = decodeTarget(extent, report)
  if (target === null) return null
  const sourceLinkLayerAddress = decodeLinkLayerAddress(SOURCE_LINK_LAYER_ADDRESS, extent.after(24), report)
  return { kind: 'neighbour solicitation', target, sourceLinkLayerAddress }
}

/** Reads a neighbour advertisement from the beginning of its ICMPv6 header (RFC 4861 §4.4). */
export function decodeAdvertisement(extent: Extent, report: Report): NeighbourAdvertisementBody | null {
  const target = decodeTarget(extent, report)
  if (target === null) return null
  const flags = extent.u8(4)
  return {
    kind: 'neighbour advertisement',
    target,
    isRouter: (flags & 0x80) !== 0,
    solicited: (flags & 0x40) !== 0,
    override: (flags & 0x20) !== 0,
    targetLinkLayerAddress: decodeLinkLayerAddress(TARGET_LINK_LAYER_ADDRESS, extent.after(24), report),
  }
}

function decodeTarget(extent: Extent, report: Report): string | null {
  if (extent.captured >= 24) return ipv6Text(extent.copy(8, 16))
  report(`neighbour discovery message of ${extent.captured} bytes, at least 24`)
  return null
}

/** RFC 4861 §4.6: an option's length counts units of 8 bytes, and 0 makes the packet invalid. */
function decodeLinkLayerAddress(wanted: number, options: Extent, report: Report): string | null {
  for (let at = 0; at + 2 <= options.captured; ) {
    const length = 8 * options.u8(at + 1)
    if (length === 0 || at + length > options.captured) {
      report(`neighbour discovery option ${options.u8(at)} has length ${length}`)
      return null
    }
    if (options.u8(at) === wanted) return hardwareText(options.copy(at + 2, 6))
    at += length
  }
  return null
}
