import { addressText, inet, inet6 } from '../sockets/address.ts'
import type { Frame } from '../wire/capture.ts'
import { conversation } from '../wire/conversation.ts'
import { decode } from '../wire/decode.ts'
import type { Packet } from '../wire/packet.ts'
import { summary } from '../wire/summary.ts'

/** A packet as it passed an interface of a host, with what claims ask of it. */
export interface SeenPacket {
  /** When the kernel saw it: milliseconds since the Unix epoch, with fractions. */
  readonly at: number
  readonly direction: 'in' | 'out'
  readonly link: string
  /** Address and port of either end, for example `10.77.0.11:40000`; the bare address where there are no ports. */
  readonly from: string
  readonly to: string
  /** Of TCP and UDP; else null. */
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  /** One line in the words of Wireshark, with relative numbers: `SYN, ACK  seq 0  ack 1`. */
  readonly summary: string
  /** Of TCP: its flags, for example `SYN, ACK`; else empty. */
  readonly flags: string
  /** Of TCP: relative to the initial sequence numbers of the connection, as Wireshark shows them; else null. */
  readonly seq: number | null
  readonly ack: number | null
  /** Length of the transport's payload in bytes. */
  readonly length: number
  readonly packet: Packet
  /** The frame as it was captured, from its Ethernet header on. */
  readonly bytes: Uint8Array
}

/** The packets that pass the interfaces of one machine, from the beginning of the run. */
export class WireView {
  readonly #frames: () => readonly Frame[]

  /** @param frames all frames captured so far on this machine */
  constructor(frames: () => readonly Frame[]) {
    this.#frames = frames
  }

  /** All packets so far. */
  packets(): readonly SeenPacket[] {
    const frames = this.#frames()
    const packets = frames.map((frame) => decode(frame.bytes, { length: frame.length }))
    const numbers = conversation(packets)
    return frames.map(({ at, direction, link, bytes }, index) => {
      const packet = packets[index] as Packet
      const { network, transport, payload } = packet
      const port = (side: 'sourcePort' | 'destinationPort') =>
        transport !== null && 'sourcePort' in transport ? transport[side] : null
      return {
        at: Number(at) / 1e6,
        direction,
        link,
        from: network === null || network.kind === 'arp' ? '' : endpoint(network.source, port('sourcePort')),
        to: network === null || network.kind === 'arp' ? '' : endpoint(network.destination, port('destinationPort')),
        sourcePort: port('sourcePort'),
        destinationPort: port('destinationPort'),
        summary: summary(packet, numbers[index] ?? null),
        flags: transport?.kind === 'tcp' ? transport.flags.join(', ') : '',
        seq: numbers[index]?.sequenceNumber ?? null,
        ack: numbers[index]?.acknowledgmentNumber ?? null,
        length: payload.length,
        packet,
        bytes,
      }
    })
  }

  /** The TCP segments so far that come from or go to this port. */
  tcp(port: number): readonly SeenPacket[] {
    return this.packets().filter(({ packet: { transport } }) => transport?.kind === 'tcp' && hasPort(transport, port))
  }

  /** The UDP datagrams so far that come from or go to this port. */
  udp(port: number): readonly SeenPacket[] {
    return this.packets().filter(({ packet: { transport } }) => transport?.kind === 'udp' && hasPort(transport, port))
  }
}

function hasPort(ports: { sourcePort: number; destinationPort: number }, port: number): boolean {
  return ports.sourcePort === port || ports.destinationPort === port
}

function endpoint(address: string, port: number | null): string {
  if (port === null) return address
  return addressText(address.includes(':') ? inet6(address, port) : inet(address, port))
}
