import { type Inet6Address, type InetAddress, inet, inet6 } from './address.ts'

/** The addresses of a host, as an address of any family is made from them. */
export interface HasAddresses {
  readonly ip: string
  readonly ip6: string
}

/** A kind of internet socket: what does not depend on the family is written once and run over a table of these. */
export interface SocketKind {
  readonly transport: 'TCP' | 'UDP'
  readonly domain: 'AF_INET' | 'AF_INET6'
  readonly type: 'SOCK_STREAM' | 'SOCK_DGRAM'
  /** A host's address and port as sockets of this kind name them. */
  readonly at: (host: HasAddresses, port: number) => InetAddress | Inet6Address
  /** The same of the host's loopback interface. */
  readonly loopback: (port: number) => InetAddress | Inet6Address
  /** The wildcard address. */
  readonly any: (port: number) => InetAddress | Inet6Address
}

type Family = Pick<SocketKind, 'domain' | 'at' | 'loopback' | 'any'>

const IPV4: Family = {
  domain: 'AF_INET',
  at: ({ ip }, port) => inet(ip, port),
  loopback: (port) => inet('127.0.0.1', port),
  any: (port) => inet('0.0.0.0', port),
}

const IPV6: Family = {
  domain: 'AF_INET6',
  at: ({ ip6 }, port) => inet6(ip6, port),
  loopback: (port) => inet6('::1', port),
  any: (port) => inet6('::', port),
}

/** IPv4 through IPv6 sockets, by IPv4-mapped addresses (RFC 4291 section 2.5.5.2, ipv6(7)). */
const MAPPED: Family = {
  domain: 'AF_INET6',
  at: ({ ip }, port) => inet6(`::ffff:${ip}`, port),
  loopback: (port) => inet6('::ffff:127.0.0.1', port),
  any: (port) => inet6('::ffff:0.0.0.0', port),
}

const TCP = { transport: 'TCP', type: 'SOCK_STREAM' } as const
const UDP = { transport: 'UDP', type: 'SOCK_DGRAM' } as const

/** The kinds of sockets by name. */
export const SOCKET_KINDS = {
  'TCP over IPv4': { ...TCP, ...IPV4 },
  'TCP over IPv6': { ...TCP, ...IPV6 },
  'TCP over IPv4-mapped IPv6': { ...TCP, ...MAPPED },
  'UDP over IPv4': { ...UDP, ...IPV4 },
  'UDP over IPv6': { ...UDP, ...IPV6 },
  'UDP over IPv4-mapped IPv6': { ...UDP, ...MAPPED },
} as const satisfies Readonly<Record<string, SocketKind>>

/** The name of a kind of socket. */
export type SocketKindName = keyof typeof SOCKET_KINDS

/** The kinds of TCP sockets. */
export const TCP_KINDS = ['TCP over IPv4', 'TCP over IPv6', 'TCP over IPv4-mapped IPv6'] as const

/** The kinds of UDP sockets. */
export const UDP_KINDS = ['UDP over IPv4', 'UDP over IPv6', 'UDP over IPv4-mapped IPv6'] as const

/** The kind of TCP socket over the same addresses as another kind. */
export function tcpLike(kind: SocketKind): SocketKind {
  return { ...kind, ...TCP }
}
