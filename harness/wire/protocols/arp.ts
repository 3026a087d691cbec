import { hardwareText, ipv4Text } from '../address-text.ts'
import type { Extent, Report } from '../extent.ts'

/** An ARP packet (RFC 826). */
export interface ArpPacket {
  readonly kind: 'arp'
  readonly offset: number
  readonly hardwareType: number
  readonly protocolType: number
  readonly hardwareLength: number
  readonly protocolLength: number
  /** 1 is a request, 2 a reply. */
  readonly operation: number
  readonly senderHardwareAddress: string
  readonly senderProtocolAddress: string
  readonly targetHardwareAddress: string
  readonly targetProtocolAddress: string
}

/** Reads an ARP packet; addresses that are not IPv4 stand as bytes in hexadecimal. */
export function decodeArp(extent: Extent, report: Report): { header: ArpPacket; payload: Extent } | null {
  const fixed = extent.captured >= 8
  const hardwareLength = fixed ? extent.u8(4) : 0
  const protocolLength = fixed ? extent.u8(5) : 0
  const length = 8 + 2 * (hardwareLength + protocolLength)
  if (!fixed || extent.captured < length) {
    report(`ARP packet of ${extent.captured} bytes, at least ${length}`)
    return null
  }
  const protocolType = extent.u16(2)
  const protocolText = protocolType === 0x0800 && protocolLength === 4 ? ipv4Text : hardwareText
  const header: ArpPacket = {
    kind: 'arp',
    offset: extent.offset,
    hardwareType: extent.u16(0),
    protocolType,
    hardwareLength,
    protocolLength,
    operation: extent.u16(6),
    senderHardwareAddress: hardwareText(extent.copy(8, hardwareLength)),
    senderProtocolAddress: protocolText(extent.copy(8 + hardwareLength, protocolLength)),
    targetHardwareAddress: hardwareText(extent.copy(8 + hardwareLength + protocolLength, hardwareLength)),
    targetProtocolAddress: protocolText(extent.copy(8 + 2 * hardwareLength + protocolLength, protocolLength)),
  }
  return { header, payload: extent.after(length, 0) }
}
