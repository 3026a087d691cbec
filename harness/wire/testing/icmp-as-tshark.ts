import type { IcmpMessage, Icmpv6Message, OriginalDatagram } from '../packet.ts'
import type { Fields } from './fields.ts'
import { addIpv4, addIpv6 } from './network-as-tshark.ts'

/** An ICMP or ICMPv6 message in tshark's fields, with the datagram that it quotes. */
export function addIcmp(fields: Fields, message: IcmpMessage | Icmpv6Message): void {
  const { kind, type, code, checksum, body } = message
  fields.addAll(kind, { type, code, checksum })
  switch (body.kind) {
    case 'echo': {
      const [identifier, sequence] = kind === 'icmp' ? ['ident', 'seq'] : ['echo.identifier', 'echo.sequence_number']
      fields.addAll(kind, { [identifier]: body.identifier, [sequence]: body.sequenceNumber })
      break
    }
    case 'error':
      if (body.mtu !== null) fields.add(`${kind}.mtu`, body.mtu)
      if (body.original !== null) addOriginal(fields, body.original)
      break
    case 'neighbour solicitation':
      fields.add('icmpv6.nd.ns.target_address', body.target)
      if (body.sourceLinkLayerAddress !== null) fields.add('icmpv6.opt.linkaddr', body.sourceLinkLayerAddress)
      break
    case 'neighbour advertisement':
      fields.add('icmpv6.nd.na.target_address', body.target)
      fields.addAll('icmpv6.nd.na.flag', { r: body.isRouter, s: body.solicited, o: body.override })
      if (body.targetLinkLayerAddress !== null) fields.add('icmpv6.opt.linkaddr', body.targetLinkLayerAddress)
      break
    case 'other':
  }
}

function addOriginal(fields: Fields, original: OriginalDatagram): void {
  const { network, sourcePort, destinationPort, sequenceNumber } = original
  if (network.kind === 'ipv4') addIpv4(fields, network)
  else addIpv6(fields, network)
  if (sourcePort === null || destinationPort === null) return
  if (sequenceNumber !== null) fields.add('tcp.seq', sequenceNumber)
  fields.addAll(sequenceNumber === null ? 'udp' : 'tcp', { srcport: sourcePort, dstport: destinationPort })
}
