import { addressText, type Inet6Address, type InetAddress } from '../sockets/address.ts'
import type { WantedChecksums } from '../wire/build/checksums.ts'
import { buildFrame } from '../wire/build/frame.ts'
import type { PacketFields } from '../wire/build/packet.ts'
import type { IcmpFields, TcpFields } from '../wire/build/transport.ts'
import { decode } from '../wire/decode.ts'
import { protocolName, summary } from '../wire/summary.ts'

/** A packet that no socket sent: everything in it is as the forger wants it, its source too. */
export type Forgery = {
  /** The source that it claims; of ICMP the port does not matter. */
  readonly from: InetAddress | Inet6Address
  readonly to: InetAddress | Inet6Address
  readonly timeToLive?: number
  readonly identification?: number
  /** Correct if not given. */
  readonly checksums?: WantedChecksums
} & Body

type Body =
  | { readonly tcp: ForgedSegment }
  /** The data of a datagram. */
  | { readonly udp: Uint8Array | string }
  | { readonly icmp: ForgedError }

/** A TCP segment but for its ports; numbers are those of the header, not relative ones. */
export type ForgedSegment = Omit<TcpFields, 'kind' | 'sourcePort' | 'destinationPort'> & {
  readonly data?: Uint8Array | string
}

/** An ICMP error, or ICMPv6 where its addresses are IPv6. */
export type ForgedError = Omit<IcmpFields, 'kind'> & {
  /** The packet that it complains about. All of it is quoted; a stack looks at the first bytes behind its IP header. */
  readonly about: Forgery
}

/**
 * The frame of a forged packet.
 *
 * @param ethernet the hardware addresses of the host that sends it and of the next hop
 */
export function forgedFrame(forgery: Forgery, ethernet: { source: string; destination: string }): Uint8Array {
  return buildFrame({ ...packetFields(forgery), ethernet, checksums: forgery.checksums ?? {} })
}

/** A forged packet in words, for the timeline: `SYN  seq 0, 10.77.0.99:1234 → 10.77.0.12:3490`. */
export function forgeryText(forgery: Forgery): string {
  const packet = decode(forgedFrame(forgery, NOWHERE))
  const { network = 'correct', transport = 'correct' } = forgery.checksums ?? {}
  const odd = network === 'correct' && transport === 'correct' ? '' : `, checksums ${network} and ${transport}`
  const words = `${protocolName(packet)} ${summary(packet)}`
  return `${words}, ${addressText(forgery.from)} → ${addressText(forgery.to)}${odd}`
}

const NOWHERE = { source: '00:00:00:00:00:00', destination: '00:00:00:00:00:00' }
const ETHERNET_HEADER = 14

function packetFields(forgery: Forgery): PacketFields {
  const { from, to, timeToLive, identification } = forgery
  return {
    source: from.address,
    destination: to.address,
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(identification === undefined ? {} : { identification }),
    ...contents(forgery),
  }
}

function contents(forgery: Forgery): Pick<PacketFields, 'transport' | 'payload'> {
  const ports = { sourcePort: forgery.from.port, destinationPort: forgery.to.port }
  if ('tcp' in forgery) {
    const { data = '', ...fields } = forgery.tcp
    return { transport: { kind: 'tcp', ...ports, ...fields }, payload: Buffer.from(data) }
  }
  if ('udp' in forgery) return { transport: { kind: 'udp', ...ports }, payload: Buffer.from(forgery.udp) }
  const { about, ...fields } = forgery.icmp
  const kind = forgery.from.family === 'AF_INET' ? 'icmp' : 'icmpv6'
  return { transport: { kind, ...fields }, payload: quoted(about) }
}

function quoted(packet: Forgery): Uint8Array {
  return forgedFrame(packet, NOWHERE).subarray(ETHERNET_HEADER)
}
