import type { RelativeNumbers } from '../conversation.ts'
import type { Packet, SackBlock, TcpHeader, TcpOption } from '../packet.ts'
import { fragmentFields } from '../protocols/fragment.ts'
import { TCP_FLAGS } from '../protocols/tcp-flags.ts'
import type { Fields } from './fields.ts'

/** The numbers of the options that have a name here (IANA, TCP option kind numbers). */
const KINDS: Readonly<Record<Exclude<TcpOption['name'], 'unknown'>, number>> = {
  'end of option list': 0,
  'no-operation': 1,
  'maximum segment size': 2,
  'window scale': 3,
  'SACK permitted': 4,
  SACK: 5,
  timestamps: 8,
  'fast open': 34,
}

/** A TCP header in tshark's fields. */
export function addTcp(fields: Fields, tcp: TcpHeader): void {
  fields.addAll('tcp', {
    srcport: tcp.sourcePort,
    dstport: tcp.destinationPort,
    seq_raw: tcp.sequenceNumber,
    ack_raw: tcp.acknowledgmentNumber,
    hdr_len: 4 * tcp.dataOffset,
    flags: (tcp.reserved << 9) | tcp.flags.reduce((bits, flag) => bits | (1 << TCP_FLAGS.indexOf(flag)), 0),
    window_size_value: tcp.window,
    checksum: tcp.checksum,
    urgent_pointer: tcp.urgentPointer,
  })
  for (const option of tcp.options) addOption(fields, option)
}

/** The relative numbers in tshark's fields. Without ACK it shows the field as it is, in fragments all of them. */
export function addSequence(fields: Fields, packet: Packet, tcp: TcpHeader, relative: RelativeNumbers): void {
  const { sequenceNumber, nextSequenceNumber, acknowledgmentNumber, connection } = relative
  fields.add('tcp.stream', connection)
  if (isFragment(packet)) {
    fields.addAll('tcp', { seq: tcp.sequenceNumber, ack: tcp.acknowledgmentNumber })
    addSackBlocks(fields, sackBlocksOf(tcp))
    return
  }
  // RFC 9293 §3.4 counts SYN and FIN, tshark only one of them.
  const both = tcp.flags.includes('SYN') && tcp.flags.includes('FIN')
  fields.addAll('tcp', {
    len: packet.payload.length,
    seq: sequenceNumber,
    nxtseq: (nextSequenceNumber - Number(both)) >>> 0,
    ack: acknowledgmentNumber ?? tcp.acknowledgmentNumber,
  })
  addSackBlocks(fields, relative.sackBlocks)
}

function addSackBlocks(fields: Fields, blocks: readonly SackBlock[]): void {
  fields.add('tcp.options.sack_le', ...blocks.map(({ leftEdge }) => leftEdge))
  fields.add('tcp.options.sack_re', ...blocks.map(({ rightEdge }) => rightEdge))
}

function sackBlocksOf({ options }: TcpHeader): SackBlock[] {
  return options.flatMap((option) => (option.name === 'SACK' ? option.blocks : []))
}

function isFragment({ network }: Packet): boolean {
  return network !== null && network.kind !== 'arp' && fragmentFields(network).moreFragments
}

function addOption(fields: Fields, option: TcpOption): void {
  fields.add('tcp.option_kind', option.name === 'unknown' ? option.kind : KINDS[option.name])
  switch (option.name) {
    case 'maximum segment size':
      fields.add('tcp.options.mss_val', option.maximumSegmentSize)
      break
    case 'window scale':
      fields.add('tcp.options.wscale.shift', option.shiftCount)
      break
    case 'timestamps':
      fields.add('tcp.options.timestamp.tsval', option.value)
      fields.add('tcp.options.timestamp.tsecr', option.echoReply)
      break
    case 'fast open':
      if (option.cookie.byteLength > 0) fields.add('tcp.options.tfo.cookie', Buffer.from(option.cookie).toString('hex'))
  }
}
