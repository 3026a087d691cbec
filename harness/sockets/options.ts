import type { ErrnoName } from './result.ts'

/** Socket options by name, each with the type of its value (socket(7), ip(7), ipv6(7), tcp(7)). */
export interface Options {
  SO_REUSEADDR: boolean
  SO_REUSEPORT: boolean
  SO_KEEPALIVE: boolean
  SO_BROADCAST: boolean
  SO_OOBINLINE: boolean
  /** 1 while the socket listens; read only. */
  SO_ACCEPTCONN: boolean
  /** The pending error, cleared by reading it; read only. */
  SO_ERROR: ErrnoName | null
  /** `AF_…`, read only. */
  SO_DOMAIN: number
  /** `SOCK_…`, read only. */
  SO_TYPE: number
  SO_PROTOCOL: number
  /** Bytes; Linux doubles what is set. */
  SO_SNDBUF: number
  SO_RCVBUF: number
  SO_SNDBUFFORCE: number
  SO_RCVBUFFORCE: number
  SO_RCVLOWAT: number
  SO_LINGER: Linger
  /** Milliseconds, 0 for no time-out. */
  SO_RCVTIMEO: number
  SO_SNDTIMEO: number
  /** Interface name, `''` to unbind. */
  SO_BINDTODEVICE: string
  SO_TIMESTAMPNS: boolean
  IP_TTL: number
  IP_TOS: number
  IP_PKTINFO: boolean
  IP_RECVERR: boolean
  IP_RECVTTL: boolean
  IP_MTU_DISCOVER: number
  IP_TRANSPARENT: boolean
  IP_BIND_ADDRESS_NO_PORT: boolean
  IPV6_V6ONLY: boolean
  IPV6_RECVPKTINFO: boolean
  IPV6_UNICAST_HOPS: number
  TCP_NODELAY: boolean
  TCP_CORK: boolean
  TCP_QUICKACK: boolean
  TCP_MAXSEG: number
  /** Seconds. */
  TCP_KEEPIDLE: number
  TCP_KEEPINTVL: number
  TCP_KEEPCNT: number
  TCP_SYNCNT: number
  TCP_LINGER2: number
  TCP_DEFER_ACCEPT: number
  TCP_WINDOW_CLAMP: number
  /** Milliseconds. */
  TCP_USER_TIMEOUT: number
  TCP_CONGESTION: string
  /** Read only. */
  TCP_INFO: TcpInfo
}

/** The name of a socket option. */
export type OptionName = keyof Options

/** `struct linger` (socket(7)); seconds. */
export interface Linger {
  readonly onoff: boolean
  readonly linger: number
}

/** States of a TCP connection (RFC 9293 section 3.3.2), as the kernel numbers them. */
export const TCP_STATES = [
  'NONE',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'NEW_SYN_RECV',
] as const

/** The state of a TCP socket. */
export type TcpState = (typeof TCP_STATES)[number]

/** What `TCP_INFO` tells (tcp(7), `linux/tcp.h`): the fields that claims use. Times in the unit of their name. */
export interface TcpInfo {
  readonly state: TcpState
  readonly retransmits: number
  readonly probes: number
  readonly backoff: number
  readonly rtoMicroseconds: number
  readonly sndMss: number
  readonly rcvMss: number
  /** Segments sent and not acknowledged; on a listener, connections in the accept queue. */
  readonly unacked: number
  /** On a listener, the length of the accept queue that listen() asked for, clipped. */
  readonly sacked: number
  readonly lost: number
  readonly retrans: number
  readonly rttMicroseconds: number
  readonly sndCwnd: number
  readonly totalRetrans: number
  readonly bytesAcked: number
  readonly bytesReceived: number
  readonly segsOut: number
  readonly segsIn: number
  readonly notsentBytes: number
}
