import { type ChecksumState, checkChecksums } from '../checksum.ts'
import { conversation, type RelativeNumbers } from '../conversation.ts'
import { decode } from '../decode.ts'
import type { Packet } from '../packet.ts'
import { pcapng } from '../pcapng.ts'
import { FIELDS, Fields } from './fields.ts'
import { addIcmp } from './icmp-as-tshark.ts'
import { addArp, addEthernet, addIpv4, addIpv6 } from './network-as-tshark.ts'
import { addSequence, addTcp } from './tcp-as-tshark.ts'
import { type TsharkPacket, tshark } from './tshark.ts'

/** Frames with their length on the wire. */
export interface WireFrame {
  readonly length: number
  readonly bytes: Uint8Array
}

/** Everything in which tshark reads these frames differently, one line for each field of a frame. */
export function disagreements(frames: readonly WireFrame[]): string[] {
  const file = pcapng(
    [{ name: 'eth0' }],
    frames.map((frame, n) => ({ interface: 0, at: BigInt(n), direction: 'in', ...frame })),
  )
  const theirs = tshark(file, FIELDS)
  const packets = frames.map(({ length, bytes }) => decode(bytes, { length }))
  const relative = conversation(packets)
  if (theirs.length !== packets.length) return [`${packets.length} frames, of which tshark read ${theirs.length}`]
  return packets.flatMap((packet, n) => {
    const ours = asTshark(frames[n]?.bytes ?? new Uint8Array(0), packet, relative[n] ?? null)
    const differing = differences(FIELDS.filter(comparableIn(packet)), ours, theirs[n] ?? new Map())
    return [...malformation(packet), ...differing].map((line) => `frame ${n}: ${line}`)
  })
}

function malformation({ malformed }: Packet): string[] {
  return malformed === null ? [] : [`malformed: ${malformed}`]
}

/** Of a quoted datagram and of neighbour discovery's other messages tshark reads more than the decoder. */
function comparableIn({ transport }: Packet): (field: string) => boolean {
  const body = transport !== null && 'body' in transport ? transport.body.kind : null
  if (body === 'other') return (field) => field !== 'icmpv6.opt.linkaddr'
  if (body !== 'error') return () => true
  return (field) => !/^(tcp|udp)\.(?!srcport|dstport|seq$)|^ip\.checksum\.status/.test(field)
}

function differences(fields: readonly string[], ours: TsharkPacket, theirs: TsharkPacket): string[] {
  return fields.flatMap((field) => {
    const [here, there] = [ours.get(field)?.join(' '), theirs.get(field)?.join(' ')]
    return here === there ? [] : [`${field} is ${here}, tshark says ${there}`]
  })
}

function asTshark(bytes: Uint8Array, packet: Packet, relative: RelativeNumbers | null): TsharkPacket {
  const fields = new Fields()
  const { ethernet, network, transport } = packet
  const checksums = checkChecksums(bytes)
  fields.addAll('frame', { len: packet.length, cap_len: bytes.byteLength })
  if (ethernet !== null) addEthernet(fields, ethernet)
  if (network?.kind === 'arp') addArp(fields, network)
  if (network?.kind === 'ipv4') {
    addIpv4(fields, network)
    fields.add('ip.checksum.status', status(checksums.network))
  }
  if (network?.kind === 'ipv6') addIpv6(fields, network)
  if (transport !== null) fields.add(`${transport.kind}.checksum.status`, status(checksums.transport))
  if (transport?.kind === 'tcp' && relative !== null) {
    addTcp(fields, transport)
    addSequence(fields, packet, transport, relative)
  }
  if (transport?.kind === 'udp') {
    const { sourcePort, destinationPort, length, checksum } = transport
    fields.addAll('udp', { srcport: sourcePort, dstport: destinationPort, length, checksum })
  }
  if (transport?.kind === 'icmp' || transport?.kind === 'icmpv6') addIcmp(fields, transport)
  return fields.values
}

/** Not every version of tshark knows a partial checksum. */
function status(state: ChecksumState): string {
  return state === 'partial' ? 'incorrect' : state
}
