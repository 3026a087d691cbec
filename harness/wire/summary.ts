import type { RelativeNumbers } from './conversation.ts'
import type { ArpPacket, Packet } from './packet.ts'
import { fragmentFields } from './protocols/fragment.ts'
import { dnsSummary } from './summary-dns.ts'
import { icmpSummary } from './summary-icmp.ts'
import { tcpSummary } from './summary-tcp.ts'

/** The protocol that a packet is an example of, as one would name it in speech. */
export type ProtocolName = 'TCP' | 'UDP' | 'ICMP' | 'ICMPv6' | 'ARP' | 'IPv4' | 'IPv6' | 'Ethernet'

/** The innermost protocol that was read. */
export function protocolName({ network, transport }: Packet): ProtocolName {
  const names = {
    tcp: 'TCP',
    udp: 'UDP',
    icmp: 'ICMP',
    icmpv6: 'ICMPv6',
    arp: 'ARP',
    ipv4: 'IPv4',
    ipv6: 'IPv6',
  } as const
  const innermost = transport ?? network
  return innermost === null ? 'Ethernet' : names[innermost.kind]
}

/**
 * A packet in one line, in the words of packetdrill and Wireshark, without its addresses: `SYN, ACK  seq 0  ack 1`. With
 * the numbers of `conversation` they are relative. What belongs together is joined by one space, the rest is set apart
 * by two.
 */
export function summary(packet: Packet, relative: RelativeNumbers | null = null): string {
  const parts = [...words(packet, relative), ...fragmentWords(packet)]
  if (packet.malformed !== null) parts.push(`malformed: ${packet.malformed}`)
  return parts.join('  ')
}

function words(packet: Packet, relative: RelativeNumbers | null): string[] {
  const { ethernet, network, transport, payload } = packet
  switch (transport?.kind) {
    case 'tcp':
      return tcpSummary(transport, payload.length, relative)
    case 'udp':
      return [dnsSummary(packet) ?? bytesText(payload.length)]
    case 'icmp':
    case 'icmpv6':
      return icmpSummary(transport)
  }
  switch (network?.kind) {
    case 'arp':
      return [arpSummary(network)]
    case 'ipv4':
      return [`IPv4 protocol ${network.protocol}`, bytesText(payload.length)]
    case 'ipv6':
      return [`IPv6 next header ${network.upperLayerProtocol}`, bytesText(payload.length)]
  }
  const etherType = ethernet === null ? [] : [`EtherType 0x${ethernet.etherType.toString(16).padStart(4, '0')}`]
  return [...etherType, bytesText(payload.length)]
}

function arpSummary(arp: ArpPacket): string {
  const { operation, senderHardwareAddress, senderProtocolAddress, targetProtocolAddress } = arp
  if (operation === 1) return `ARP who has ${targetProtocolAddress}? tell ${senderProtocolAddress}`
  if (operation === 2) return `ARP ${senderProtocolAddress} is at ${senderHardwareAddress}`
  return `ARP operation ${operation}`
}

function fragmentWords({ network }: Packet): string[] {
  if (network === null || network.kind === 'arp') return []
  const { fragmentOffset, moreFragments } = fragmentFields(network)
  if (fragmentOffset === 0 && !moreFragments) return []
  return [`fragment at ${fragmentOffset}${moreFragments ? ', more follow' : ', the last'}`]
}

function bytesText(length: number): string {
  return length === 1 ? '1 byte' : `${length} bytes`
}
