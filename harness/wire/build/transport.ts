import type { TcpOption } from '../packet.ts'
import { TCP_FLAGS, type TcpFlag } from '../protocols/tcp-flags.ts'
import { joined, type Octets, u16, u32 } from './octets.ts'
import { buildTcpOptions } from './tcp-options.ts'

/** Fields of a TCP segment, by the names of the decoder's `TcpHeader`; what is not given is 0 or empty. */
export interface TcpFields {
  readonly kind: 'tcp'
  readonly sourcePort: number
  readonly destinationPort: number
  readonly flags: readonly TcpFlag[]
  /** Taken modulo 2³². */
  readonly sequenceNumber?: number
  /** Taken modulo 2³². */
  readonly acknowledgmentNumber?: number
  /** 64 240 if not given. */
  readonly window?: number
  readonly urgentPointer?: number
  readonly options?: readonly TcpOption[]
}

/** Fields of a UDP datagram. */
export interface UdpFields {
  readonly kind: 'udp'
  readonly sourcePort: number
  readonly destinationPort: number
}

/** Fields of an ICMP or ICMPv6 message (RFC 792, RFC 4443). */
export interface IcmpFields {
  readonly kind: 'icmp' | 'icmpv6'
  readonly type: number
  readonly code: number
  /** The 32 bits behind the checksum: an MTU, identifier and sequence number; 0 if not given. */
  readonly rest?: number
}

/** Fields of a transport header. */
export type TransportFields = TcpFields | UdpFields | IcmpFields

const WINDOW = 64_240

/** A transport header and its payload, the checksum 0. */
export function buildTransport(fields: TransportFields, payload: Octets): Uint8Array {
  switch (fields.kind) {
    case 'tcp':
      return buildTcp(fields, payload)
    case 'udp':
      return joined(u16(fields.sourcePort), u16(fields.destinationPort), u16(8 + payload.length), u16(0), payload)
    case 'icmp':
    case 'icmpv6':
      return joined([fields.type, fields.code], u16(0), u32(fields.rest ?? 0), payload)
  }
}

function buildTcp(fields: TcpFields, payload: Octets): Uint8Array {
  const options = buildTcpOptions(fields.options ?? [])
  const bits = fields.flags.reduce((sum, flag) => sum | (1 << TCP_FLAGS.indexOf(flag)), 0)
  return joined(
    u16(fields.sourcePort),
    u16(fields.destinationPort),
    u32(fields.sequenceNumber ?? 0),
    u32(fields.acknowledgmentNumber ?? 0),
    u16((((20 + options.length) / 4) << 12) | bits),
    u16(fields.window ?? WINDOW),
    u16(0),
    u16(fields.urgentPointer ?? 0),
    options,
    payload,
  )
}
