/**
 * Socket addresses as values, one shape for each address family (POSIX.1-2024, `<sys/socket.h>`).
 * Ports are in host byte order.
 */
export type SocketAddress = InetAddress | Inet6Address | UnixAddress | UnspecifiedAddress

/** `struct sockaddr_in` (ip(7)). */
export interface InetAddress {
  readonly family: 'AF_INET'
  /** Dotted decimal, for example `10.77.0.11`. */
  readonly address: string
  readonly port: number
}

/** `struct sockaddr_in6` (ipv6(7)). */
export interface Inet6Address {
  readonly family: 'AF_INET6'
  /** RFC 5952 text, without zone. */
  readonly address: string
  readonly port: number
  readonly flowinfo?: number
  readonly scopeId?: number
}

/** `struct sockaddr_un` (unix(7)). An abstract name starts with a NUL character; an unnamed socket has the path `''`. */
export interface UnixAddress {
  readonly family: 'AF_UNIX'
  readonly path: string
}

/** Only a family: disconnects a datagram socket (connect(2)). */
export interface UnspecifiedAddress {
  readonly family: 'AF_UNSPEC'
}

/** The IPv4 address and port `address:port`. */
export function inet(address: string, port: number): InetAddress {
  return { family: 'AF_INET', address, port }
}

/** The IPv6 address and port `[address]:port`. */
export function inet6(address: string, port: number): Inet6Address {
  return { family: 'AF_INET6', address, port }
}

/** The usual text of a socket address: `10.77.0.11:3490`, `[fd77::11]:3490`, `unix:/path`. */
export function addressText(address: SocketAddress): string {
  switch (address.family) {
    case 'AF_INET':
      return `${address.address}:${address.port}`
    case 'AF_INET6':
      return `[${address.address}]:${address.port}`
    case 'AF_UNIX':
      return `unix:${address.path.replace('\0', '@')}`
    case 'AF_UNSPEC':
      return 'unspecified'
  }
}
