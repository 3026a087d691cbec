import { hardwareText } from '../address-text.ts'
import type { Extent, Report } from '../extent.ts'

/** The tag protocol identifiers of IEEE 802.1Q and 802.1ad. */
const TAG_PROTOCOLS = [0x8100, 0x88a8]

/** An 802.1Q tag. */
interface VlanTag {
  readonly tagProtocolIdentifier: number
  readonly priorityCodePoint: number
  readonly dropEligible: boolean
  readonly vlanIdentifier: number
}

/** An Ethernet II header (IEEE 802.3 §3.1, RFC 894). */
export interface EthernetHeader {
  readonly offset: number
  readonly destination: string
  readonly source: string
  readonly tags: readonly VlanTag[]
  /** Type of the payload, behind any tags; below 1536 it is an IEEE 802.3 length. */
  readonly etherType: number
}

/** Reads the Ethernet header and the tags behind it. */
export function decodeEthernet(frame: Extent, report: Report): { header: EthernetHeader; payload: Extent } | null {
  if (frame.captured < 14) {
    report(`Ethernet header of ${frame.captured} bytes, not 14`)
    return null
  }
  const tags: VlanTag[] = []
  let at = 12
  while (TAG_PROTOCOLS.includes(frame.u16(at))) {
    if (frame.captured < at + 6) {
      report('802.1Q tag cut off')
      break
    }
    tags.push(decodeTag(frame.u16(at), frame.u16(at + 2)))
    at += 4
  }
  const header: EthernetHeader = {
    offset: frame.offset,
    destination: hardwareText(frame.copy(0, 6)),
    source: hardwareText(frame.copy(6, 6)),
    tags,
    etherType: frame.u16(at),
  }
  return { header, payload: frame.after(at + 2) }
}

function decodeTag(tagProtocolIdentifier: number, control: number): VlanTag {
  return {
    tagProtocolIdentifier,
    priorityCodePoint: control >> 13,
    dropEligible: (control & 0x1000) !== 0,
    vlanIdentifier: control & 0x0fff,
  }
}
