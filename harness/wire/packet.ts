import type { ArpPacket } from './protocols/arp.ts'
import type { EthernetHeader } from './protocols/ethernet.ts'
import type { IcmpMessage } from './protocols/icmp.ts'
import type { Icmpv6Message } from './protocols/icmpv6.ts'
import type { Ipv4Header } from './protocols/ipv4.ts'
import type { Ipv6Header } from './protocols/ipv6.ts'
import type { TcpHeader } from './protocols/tcp.ts'
import type { UdpHeader } from './protocols/udp.ts'

/** What a frame says, layer by layer. In every header `offset` counts bytes from the beginning of the frame. */
export interface Packet {
  /** Length of the frame on the wire in bytes; the capture may have kept fewer. */
  readonly length: number
  readonly ethernet: EthernetHeader | null
  /** Null when the frame carries another protocol. */
  readonly network: ArpPacket | Ipv4Header | Ipv6Header | null
  /** Null when there is none: another protocol, or a fragment other than the first. */
  readonly transport: TcpHeader | UdpHeader | IcmpMessage | Icmpv6Message | null
  readonly payload: Payload
  /** Why the frame is not what its headers claim, null if nothing is amiss. What could be read stands in the packet. */
  readonly malformed: string | null
}

/** What comes behind the last header that was read. */
interface Payload {
  readonly offset: number
  /** In bytes as the headers claim, without the padding of the frame. */
  readonly length: number
  /** As many of these bytes as the capture kept. */
  readonly bytes: Uint8Array
}

export type { ArpPacket } from './protocols/arp.ts'
export type { EthernetHeader } from './protocols/ethernet.ts'
export type { IcmpMessage } from './protocols/icmp.ts'
export type { Icmpv6Message } from './protocols/icmpv6.ts'
export type { Ipv4Header } from './protocols/ipv4.ts'
export type { Ipv6Header } from './protocols/ipv6.ts'
export type { Ipv6Extension } from './protocols/ipv6-extensions.ts'
export type { OriginalDatagram } from './protocols/original-datagram.ts'
export type { TcpHeader } from './protocols/tcp.ts'
export type { SackBlock, TcpOption } from './protocols/tcp-options.ts'
