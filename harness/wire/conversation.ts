import type { Packet, SackBlock, TcpHeader } from './packet.ts'
import { sequenceDistance } from './sequence-number.ts'

/** The numbers of a TCP segment counted from the beginning of its connection. */
export interface RelativeNumbers {
  /** Serial number of the connection among these packets, from 0. */
  readonly connection: number
  /** From the sender's initial sequence number. */
  readonly sequenceNumber: number
  /** The sequence number behind the segment; SYN and FIN count one each (RFC 9293 §3.4). */
  readonly nextSequenceNumber: number
  /** From the receiver's initial sequence number; null without the flag ACK. */
  readonly acknowledgmentNumber: number | null
  /** From the receiver's initial sequence number. */
  readonly sackBlocks: readonly SackBlock[]
}

/** A connection: the initial sequence number of each side, by the side's address and port. */
interface Connection {
  readonly serial: number
  readonly initial: Map<string, number>
}

/**
 * The relative numbers of each packet, in the order of the packets; null for what is not TCP. As in Wireshark: where the
 * SYN was not captured the first number seen counts as 1, and a SYN with another initial sequence number begins a new
 * connection between the same ports.
 */
export function conversation(packets: readonly Packet[]): (RelativeNumbers | null)[] {
  const connections = new Map<string, Connection>()
  let serial = 0
  return packets.map((packet) => {
    const ends = endsOf(packet)
    if (ends === null) return null
    const key = [ends.source, ends.destination].sort().join(' ')
    let connection = connections.get(key)
    if (connection === undefined || beginsAnew(connection, ends)) {
      connection = { serial, initial: new Map() }
      connections.set(key, connection)
      serial += 1
    }
    learn(connection, ends)
    return relativeNumbers(connection, ends, packet.payload.length)
  })
}

/** A TCP segment with the two ends that it goes between. */
interface Ends {
  readonly source: string
  readonly destination: string
  readonly tcp: TcpHeader
}

function endsOf({ network, transport }: Packet): Ends | null {
  if (network === null || network.kind === 'arp' || transport?.kind !== 'tcp') return null
  return {
    source: `${network.source} ${transport.sourcePort}`,
    destination: `${network.destination} ${transport.destinationPort}`,
    tcp: transport,
  }
}

function beginsAnew({ initial }: Connection, { source, tcp }: Ends): boolean {
  const known = initial.get(source)
  return isSyn(tcp) && !isAck(tcp) && known !== undefined && known !== tcp.sequenceNumber
}

/** Keeps what the segment tells of initial sequence numbers; a SYN knows better than a guess. */
function learn({ initial }: Connection, { source, destination, tcp }: Ends): void {
  if (isSyn(tcp)) initial.set(source, tcp.sequenceNumber)
  else if (!initial.has(source)) initial.set(source, sequenceDistance(1, tcp.sequenceNumber))
  if (isAck(tcp) && !initial.has(destination)) {
    initial.set(destination, sequenceDistance(1, tcp.acknowledgmentNumber))
  }
}

function relativeNumbers({ serial, initial }: Connection, ends: Ends, length: number): RelativeNumbers {
  const { source, destination, tcp } = ends
  const ours = initial.get(source) ?? 0
  const theirs = initial.get(destination) ?? 0
  const sequenceNumber = sequenceDistance(ours, tcp.sequenceNumber)
  const consumed = length + Number(isSyn(tcp)) + Number(tcp.flags.includes('FIN'))
  return {
    connection: serial,
    sequenceNumber,
    nextSequenceNumber: sequenceDistance(0, sequenceNumber + consumed),
    acknowledgmentNumber: isAck(tcp) ? sequenceDistance(theirs, tcp.acknowledgmentNumber) : null,
    sackBlocks: tcp.options.flatMap((option) =>
      option.name === 'SACK' ? option.blocks.map((block) => relativeBlock(theirs, block)) : [],
    ),
  }
}

function relativeBlock(initial: number, { leftEdge, rightEdge }: SackBlock): SackBlock {
  return { leftEdge: sequenceDistance(initial, leftEdge), rightEdge: sequenceDistance(initial, rightEdge) }
}

function isSyn({ flags }: TcpHeader): boolean {
  return flags.includes('SYN')
}

function isAck({ flags }: TcpHeader): boolean {
  return flags.includes('ACK')
}
