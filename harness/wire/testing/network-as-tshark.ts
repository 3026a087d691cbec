import type { ArpPacket, EthernetHeader, Ipv4Header, Ipv6Extension, Ipv6Header } from '../packet.ts'
import type { Fields } from './fields.ts'

/** An Ethernet header in tshark's fields. */
export function addEthernet(fields: Fields, { destination, source, tags, etherType }: EthernetHeader): void {
  const [tag] = tags
  fields.addAll('eth', { dst: destination, src: source, type: tag?.tagProtocolIdentifier ?? etherType })
  if (tag === undefined) return
  fields.addAll('vlan', { priority: tag.priorityCodePoint, dei: tag.dropEligible, id: tag.vlanIdentifier })
  fields.add('vlan.etype', etherType)
}

/** An ARP packet in tshark's fields. */
export function addArp(fields: Fields, arp: ArpPacket): void {
  fields.addAll('arp', {
    'hw.type': arp.hardwareType,
    'proto.type': arp.protocolType,
    'hw.size': arp.hardwareLength,
    'proto.size': arp.protocolLength,
    opcode: arp.operation,
    'src.hw_mac': arp.senderHardwareAddress,
    'src.proto_ipv4': arp.senderProtocolAddress,
    'dst.hw_mac': arp.targetHardwareAddress,
    'dst.proto_ipv4': arp.targetProtocolAddress,
  })
}

/** An IPv4 header in tshark's fields. */
export function addIpv4(fields: Fields, ip: Ipv4Header): void {
  fields.addAll('ip', {
    hdr_len: 4 * ip.internetHeaderLength,
    'dsfield.dscp': ip.differentiatedServicesCodePoint,
    'dsfield.ecn': ip.explicitCongestionNotification,
    len: ip.totalLength,
    id: ip.identification,
    'flags.df': ip.dontFragment,
    'flags.mf': ip.moreFragments,
    frag_offset: ip.fragmentOffset / 8,
    ttl: ip.timeToLive,
    proto: ip.protocol,
    checksum: ip.headerChecksum,
    src: ip.source,
    dst: ip.destination,
  })
  fields.add('ip.opt.type', ...ip.options.map(({ type }) => type))
}

/** An IPv6 header and what follows it in tshark's fields. */
export function addIpv6(fields: Fields, ip: Ipv6Header): void {
  fields.addAll('ipv6', {
    tclass: ip.trafficClass,
    flow: ip.flowLabel,
    plen: ip.payloadLength,
    nxt: ip.nextHeader,
    hlim: ip.hopLimit,
    src: ip.source,
    dst: ip.destination,
  })
  for (const extension of ip.extensions) addExtension(fields, extension)
}

function addExtension(fields: Fields, extension: Ipv6Extension): void {
  const { nextHeader } = extension
  switch (extension.header) {
    case 'hop-by-hop':
      fields.addAll('ipv6.hopopts', { nxt: nextHeader, len_oct: extension.length })
      break
    case 'destination':
      fields.addAll('ipv6.dstopts', { nxt: nextHeader, len_oct: extension.length })
      break
    case 'routing': {
      const { routingType, segmentsLeft, length } = extension
      fields.addAll('ipv6.routing', {
        nxt: nextHeader,
        type: routingType,
        segleft: segmentsLeft,
        len_oct: length,
      })
      break
    }
    case 'fragment': {
      const { fragmentOffset, moreFragments, identification } = extension
      fields.addAll('ipv6.fraghdr', { nxt: nextHeader, more: moreFragments, ident: identification })
      fields.add('ipv6.fraghdr.offset', fragmentOffset / 8)
      break
    }
  }
}
