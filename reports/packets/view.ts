import type { PacketEvent } from '../../harness/evidence/trace-schema.ts'
import type { Packet } from '../../harness/wire/packet.ts'

/**
 * What a packet is to a reader. TCP segments are named by what they do: `syn`, `fin` and `rst` first of all, then
 * whether they carry data. `noise` is what hosts say to find each other: ARP, neighbour discovery, multicast membership.
 */
export type PacketNature = 'syn' | 'fin' | 'rst' | 'data' | 'ack' | 'udp' | 'icmp' | 'noise' | 'other'

/** One end of a packet, as its headers say. */
export interface PacketEnd {
  readonly address: string
  /** Null where the protocol has no ports. */
  readonly port: number | null
}

/** One captured frame, read. */
export interface PacketView {
  readonly event: PacketEvent
  readonly packet: Packet
  readonly nature: PacketNature
  /** Null if the frame is not IP. */
  readonly source: PacketEnd | null
  readonly destination: PacketEnd | null
  /** In the words of an analyser, sequence numbers relative to the connection's first: `SYN, ACK  seq 0 ack 1`. */
  readonly says: string
}

/** An end as text: `10.77.0.11:3490`, `[fd77::11]:3490`. */
export function endText({ address, port }: PacketEnd): string {
  if (port === null) return address
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}
