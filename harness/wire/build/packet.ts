import { PROTOCOL } from '../protocols/protocol-number.ts'
import { addressOctets, joined, u16, u32 } from './octets.ts'
import { buildTransport, type TransportFields } from './transport.ts'

/** Fields of an IP packet. It is IPv6 if its addresses are, else IPv4. */
export interface PacketFields {
  readonly source: string
  readonly destination: string
  /** Time to live or hop limit, 64 if not given. */
  readonly timeToLive?: number
  /** Of IPv4, 0 if not given. */
  readonly identification?: number
  readonly transport: TransportFields
  readonly payload?: Uint8Array
}

/** EtherTypes of IPv4 and IPv6 (RFC 894, RFC 2464). */
export const ETHER_TYPE = { ipv4: 0x0800, ipv6: 0x86dd } as const

const DONT_FRAGMENT = 0x4000

/** An IP packet from its network header on, its checksums 0, and its EtherType. Throws where the addresses differ in family. */
export function buildPacket(fields: PacketFields): { readonly etherType: number; readonly bytes: Uint8Array } {
  const [source, destination] = [addressOctets(fields.source), addressOctets(fields.destination)]
  if (source.length !== destination.length) {
    throw new RangeError(`A packet from ${fields.source} to ${fields.destination}: the addresses differ in family.`)
  }
  const protocol = PROTOCOL[fields.transport.kind]
  const data = buildTransport(fields.transport, fields.payload ?? [])
  const { timeToLive = 64, identification = 0 } = fields
  const ipv4 = () => [
    [0x45, 0, ...u16(20 + data.length), ...u16(identification), ...u16(DONT_FRAGMENT), timeToLive, protocol],
    u16(0),
  ]
  const ipv6 = () => [u32(0x6000_0000), u16(data.length), [protocol, timeToLive]]
  const isIpv4 = source.length === 4
  return {
    etherType: isIpv4 ? ETHER_TYPE.ipv4 : ETHER_TYPE.ipv6,
    bytes: joined(...(isIpv4 ? ipv4() : ipv6()), source, destination, data),
  }
}
