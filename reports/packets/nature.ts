import type { Packet } from '../../harness/wire/packet.ts'
import type { PacketEnd, PacketNature } from './view.ts'

/** ICMPv6 types that keep a link together: multicast listeners, routers, neighbours (RFC 4861, RFC 3810). */
const LINK_UPKEEP = [130, 131, 132, 133, 134, 135, 136, 143]
const IGMP = 2

/** What a packet is to a reader. */
export function natureOf({ network, transport, payload }: Packet): PacketNature {
  if (network?.kind === 'arp') return 'noise'
  switch (transport?.kind) {
    case 'tcp': {
      if (transport.flags.includes('RST')) return 'rst'
      if (transport.flags.includes('SYN')) return 'syn'
      if (transport.flags.includes('FIN')) return 'fin'
      return payload.length > 0 ? 'data' : 'ack'
    }
    case 'udp':
      return 'udp'
    case 'icmp':
      return 'icmp'
    case 'icmpv6':
      return LINK_UPKEEP.includes(transport.type) ? 'noise' : 'icmp'
    default:
      return network?.kind === 'ipv4' && network.protocol === IGMP ? 'noise' : 'other'
  }
}

/** Where a packet says that it comes from and goes to; null if it is not IP. */
export function endsOf({ network, transport }: Packet): { source: PacketEnd; destination: PacketEnd } | null {
  if (network === null || network.kind === 'arp') return null
  const ports = transport?.kind === 'tcp' || transport?.kind === 'udp' ? transport : null
  return {
    source: { address: network.source, port: ports?.sourcePort ?? null },
    destination: { address: network.destination, port: ports?.destinationPort ?? null },
  }
}
