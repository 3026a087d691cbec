import type { Extent, Report } from '../extent.ts'
import type { ArpPacket } from './arp.ts'
import { fragmentFields } from './fragment.ts'
import { decodeIcmp, type IcmpMessage } from './icmp.ts'
import { decodeIcmpv6, type Icmpv6Message } from './icmpv6.ts'
import type { Ipv4Header } from './ipv4.ts'
import type { Ipv6Header } from './ipv6.ts'
import { PROTOCOL } from './protocol-number.ts'
import { decodeTcp, type TcpHeader } from './tcp.ts'
import { decodeUdp, type UdpHeader } from './udp.ts'

/** The header of the transport layer; null behind ARP, in later fragments and for protocols that are not read. */
export function decodeTransport(
  network: ArpPacket | Ipv4Header | Ipv6Header,
  extent: Extent,
  report: Report,
): { header: TcpHeader | UdpHeader | IcmpMessage | Icmpv6Message; payload: Extent } | null {
  if (network.kind === 'arp') return null
  const protocol = network.kind === 'ipv4' ? network.protocol : network.upperLayerProtocol
  const { fragmentOffset, moreFragments } = fragmentFields(network)
  if (fragmentOffset > 0) return null
  if (protocol === PROTOCOL.tcp) return decodeTcp(extent, report)
  if (protocol === PROTOCOL.udp) return decodeUdp(extent, moreFragments, report)
  if (protocol === PROTOCOL.icmp && network.kind === 'ipv4') return decodeIcmp(extent, report)
  if (protocol === PROTOCOL.icmpv6 && network.kind === 'ipv6') return decodeIcmpv6(extent, report)
  return null
}
