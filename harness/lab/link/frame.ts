import { decode } from '../../wire/decode.ts'
import type { Packet } from '../../wire/packet.ts'
import { PROTOCOL } from '../../wire/protocols/protocol-number.ts'

/** A frame on a carried link. */
export interface LinkFrame {
  /** The host that sent it. */
  readonly from: string
  /** From the Ethernet header on. */
  readonly bytes: Uint8Array
  readonly packet: Packet
}

/** A frame that is read only when somebody asks what it says. */
export function linkFrame(from: string, bytes: Uint8Array): LinkFrame {
  let packet: Packet | undefined
  return {
    from,
    bytes,
    get packet() {
      packet ??= decode(bytes)
      return packet
    },
  }
}

/**
 * Whether a frame carries TCP or UDP, or a fragment of it. What a link does to frames it does to these unless it is asked
 * otherwise, so that the hosts still learn each other's Ethernet addresses and get ICMP errors.
 */
export function carriesTransport({ packet: { network } }: Pick<LinkFrame, 'packet'>): boolean {
  if (network === null || network.kind === 'arp') return false
  const protocol = network.kind === 'ipv4' ? network.protocol : network.upperLayerProtocol
  return protocol === PROTOCOL.tcp || protocol === PROTOCOL.udp
}

/** Whether a frame is a TCP segment or UDP datagram with data. */
export function carriesData(frame: Pick<LinkFrame, 'packet'>): boolean {
  return carriesTransport(frame) && frame.packet.payload.length > 0
}
