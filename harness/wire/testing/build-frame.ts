/** Headers written byte by byte, independently of the decoders, so that tests compare two readings of the RFCs. */

/** 16 bits in network byte order. */
export function u16(value: number): number[] {
  return [(value >>> 8) & 0xff, value & 0xff]
}

/** 32 bits in network byte order. */
export function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)]
}

/** Bytes from hexadecimal text, spaces ignored. */
export function hex(text: string): number[] {
  return [...Buffer.from(text.replaceAll(/\s/g, ''), 'hex')]
}

/** An Ethernet frame. */
export function ethernet(etherType: number, payload: readonly number[], tag: number | null = null): Uint8Array {
  const addresses = [...hex('02 00 00 00 00 0c'), ...hex('02 00 00 00 00 0b')]
  const tags = tag === null ? [] : [0x81, 0x00, ...u16(tag)]
  return Uint8Array.from([...addresses, ...tags, ...u16(etherType), ...payload])
}

/** Fields of an IPv4 packet. */
export interface Ipv4Fields {
  readonly protocol: number
  readonly payload: readonly number[]
  readonly differentiatedServices?: number
  readonly identification?: number
  /** The three flags and the offset in units of 8 bytes. */
  readonly fragment?: number
  readonly timeToLive?: number
  readonly source?: readonly number[]
  readonly destination?: readonly number[]
  /** A multiple of four bytes. */
  readonly options?: readonly number[]
  readonly totalLength?: number
}

/** An IPv4 packet without its header checksum. */
export function ipv4(fields: Ipv4Fields): number[] {
  const { protocol, payload, options = [] } = fields
  const { source = [10, 77, 0, 11], destination = [10, 77, 0, 12] } = fields
  const headerLength = 20 + options.length
  return [
    0x40 | (headerLength / 4),
    fields.differentiatedServices ?? 0,
    ...u16(fields.totalLength ?? headerLength + payload.length),
    ...u16(fields.identification ?? 0),
    ...u16(fields.fragment ?? 0),
    fields.timeToLive ?? 64,
    protocol,
    ...[0, 0],
    ...source,
    ...destination,
    ...options,
    ...payload,
  ]
}

/** Fields of an IPv6 packet. */
export interface Ipv6Fields {
  readonly nextHeader: number
  /** Extension headers included. */
  readonly payload: readonly number[]
  readonly trafficClass?: number
  readonly flowLabel?: number
  readonly hopLimit?: number
  readonly source?: readonly number[]
  readonly destination?: readonly number[]
}

/** fd77:: with this last byte. */
export function fd77(last: number): number[] {
  return [0xfd, 0x77, ...new Array<number>(13).fill(0), last]
}

/** An IPv6 packet. */
export function ipv6(fields: Ipv6Fields): number[] {
  const { nextHeader, payload, trafficClass = 0, flowLabel = 0, hopLimit = 64 } = fields
  const { source = fd77(11), destination = fd77(12) } = fields
  const firstWord = 0x6000_0000 + trafficClass * 0x10_0000 + flowLabel
  return [...u32(firstWord), ...u16(payload.length), nextHeader, hopLimit, ...source, ...destination, ...payload]
}

/** Fields of a TCP segment. */
export interface TcpFields {
  readonly sourcePort?: number
  readonly destinationPort?: number
  readonly sequenceNumber?: number
  readonly acknowledgmentNumber?: number
  /** The 12 bits behind the data offset. */
  readonly flags: number
  readonly window?: number
  readonly urgentPointer?: number
  /** A multiple of four bytes. */
  readonly options?: readonly number[]
  readonly payload?: readonly number[]
}

/** A TCP segment without its checksum. */
export function tcp(fields: TcpFields): number[] {
  const { options = [], payload = [] } = fields
  return [
    ...u16(fields.sourcePort ?? 40_000),
    ...u16(fields.destinationPort ?? 3490),
    ...u32(fields.sequenceNumber ?? 0),
    ...u32(fields.acknowledgmentNumber ?? 0),
    ...u16((((20 + options.length) / 4) << 12) | fields.flags),
    ...u16(fields.window ?? 64_240),
    ...[0, 0],
    ...u16(fields.urgentPointer ?? 0),
    ...options,
    ...payload,
  ]
}

/** A UDP datagram without its checksum. */
export function udp(payload: readonly number[], sourcePort = 40_000, destinationPort = 3490): number[] {
  return [...u16(sourcePort), ...u16(destinationPort), ...u16(8 + payload.length), 0, 0, ...payload]
}
