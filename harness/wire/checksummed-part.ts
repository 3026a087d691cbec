import { decode } from './decode.ts'
import { onesComplementSum } from './internet-checksum.ts'
import type { Ipv4Header, Ipv6Header, Packet } from './packet.ts'
import { fragmentFields } from './protocols/fragment.ts'
import { PROTOCOL } from './protocols/protocol-number.ts'

/** Bytes of a frame with a checksum over them. The bytes are a view of the frame. */
export interface Part {
  readonly bytes: Uint8Array
  /** Whether these are all the bytes that the checksum covers, and the pseudo-header is known. */
  readonly isWhole: boolean
  /** Where in the bytes the checksum stands. */
  readonly fieldOffset: number
  /** The sum of the pseudo-header; null if the checksum does not cover one. */
  readonly pseudoHeaderSum: number | null
  /** What a checksum field of 0 says: over UDP, that none was made, which IPv6 forbids (RFC 768, RFC 8200 §8.1). */
  readonly zero: 'a checksum like any other' | 'none was made' | 'forbidden'
}

/** A part; or that the frame has none; or that there is not even a checksum field. */
export type PartOrReason = Part | 'absent' | 'unknown'

/** Option types of the loose and the strict source route. */
const SOURCE_ROUTES = [131, 137]
const FIELD_OFFSETS = { tcp: 16, udp: 6, icmp: 2, icmpv6: 2 } as const

/** The two parts of a frame that carry checksums: the IPv4 header, and the transport header with its data. */
export function checksummedParts(frame: Uint8Array): { network: PartOrReason; transport: PartOrReason } {
  const packet = decode(frame)
  return { network: networkPart(frame, packet), transport: transportPart(frame, packet) }
}

function networkPart(frame: Uint8Array, { network }: Packet): PartOrReason {
  if (network?.kind !== 'ipv4') return 'absent'
  const length = 4 * network.internetHeaderLength
  const bytes = frame.subarray(network.offset, network.offset + length)
  if (bytes.byteLength < length) return 'unknown'
  return { bytes, isWhole: true, fieldOffset: 10, pseudoHeaderSum: null, zero: 'a checksum like any other' }
}

function transportPart(frame: Uint8Array, { network, transport, payload, malformed }: Packet): PartOrReason {
  if (network === null || network.kind === 'arp') return 'absent'
  const { fragmentOffset, moreFragments } = fragmentFields(network)
  if (transport === null) return malformed === null && fragmentOffset === 0 ? 'absent' : 'unknown'
  const end = payload.offset + payload.length
  const isWhole = end <= frame.byteLength && (transport.kind !== 'udp' || transport.offset + transport.length === end)
  const bytes = frame.subarray(transport.offset, end)
  return {
    bytes,
    isWhole: isWhole && !moreFragments && !isSourceRouted(network),
    fieldOffset: FIELD_OFFSETS[transport.kind],
    pseudoHeaderSum:
      transport.kind === 'icmp' ? null : pseudoHeaderSum(frame, network, PROTOCOL[transport.kind], bytes.byteLength),
    zero:
      transport.kind !== 'udp' ? 'a checksum like any other' : network.kind === 'ipv6' ? 'forbidden' : 'none was made',
  }
}

/** On a source route the pseudo-header holds the last destination, not the next (RFC 8200 §8.1, RFC 791 §3.1). */
function isSourceRouted(network: Ipv4Header | Ipv6Header): boolean {
  if (network.kind === 'ipv4') return network.options.some(({ type }) => SOURCE_ROUTES.includes(type))
  return network.extensions.some((extension) => extension.header === 'routing' && extension.segmentsLeft > 0)
}

/** RFC 9293 §3.1 and RFC 8200 §8.1: the two addresses, the length and the protocol. */
function pseudoHeaderSum(
  frame: Uint8Array,
  { kind, offset }: Ipv4Header | Ipv6Header,
  protocol: number,
  length: number,
): number {
  const addresses = kind === 'ipv4' ? frame.subarray(offset + 12, offset + 20) : frame.subarray(offset + 8, offset + 40)
  return onesComplementSum(addresses, protocol + length)
}
