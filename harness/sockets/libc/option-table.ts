import type { OptionName, Options } from '../options.ts'
import { type Codec, errno, flag, int, linger, milliseconds, name } from './option-codecs.ts'
import { tcpInfo } from './tcp-info.ts'

/** An option as getsockopt(2) and setsockopt(2) know it: level, number, and how its value is laid out. */
export type Option<Value> = readonly [level: number, number: number, codec: Codec<Value>]

/** Levels of options (`asm-generic/socket.h`, `linux/in.h`). */
export const OPTION_LEVELS = { SOL_SOCKET: 1, IPPROTO_IP: 0, IPPROTO_TCP: 6, IPPROTO_IPV6: 41 } as const

const { SOL_SOCKET, IPPROTO_IP, IPPROTO_TCP, IPPROTO_IPV6 } = OPTION_LEVELS

/** Every option (`asm-generic/socket.h`, `linux/in.h`, `linux/in6.h`, `linux/tcp.h`). */
export const OPTION_TABLE: { readonly [Name in OptionName]: Option<Options[Name]> } = {
  SO_REUSEADDR: [SOL_SOCKET, 2, flag],
  SO_TYPE: [SOL_SOCKET, 3, int],
  SO_ERROR: [SOL_SOCKET, 4, errno],
  SO_BROADCAST: [SOL_SOCKET, 6, flag],
  SO_SNDBUF: [SOL_SOCKET, 7, int],
  SO_RCVBUF: [SOL_SOCKET, 8, int],
  SO_KEEPALIVE: [SOL_SOCKET, 9, flag],
  SO_OOBINLINE: [SOL_SOCKET, 10, flag],
  SO_LINGER: [SOL_SOCKET, 13, linger],
  SO_REUSEPORT: [SOL_SOCKET, 15, flag],
  SO_RCVLOWAT: [SOL_SOCKET, 18, int],
  SO_RCVTIMEO: [SOL_SOCKET, 20, milliseconds],
  SO_SNDTIMEO: [SOL_SOCKET, 21, milliseconds],
  SO_BINDTODEVICE: [SOL_SOCKET, 25, name],
  SO_ACCEPTCONN: [SOL_SOCKET, 30, flag],
  SO_SNDBUFFORCE: [SOL_SOCKET, 32, int],
  SO_RCVBUFFORCE: [SOL_SOCKET, 33, int],
  SO_TIMESTAMPNS: [SOL_SOCKET, 35, flag],
  SO_PROTOCOL: [SOL_SOCKET, 38, int],
  SO_DOMAIN: [SOL_SOCKET, 39, int],
  IP_TOS: [IPPROTO_IP, 1, int],
  IP_TTL: [IPPROTO_IP, 2, int],
  IP_PKTINFO: [IPPROTO_IP, 8, flag],
  IP_MTU_DISCOVER: [IPPROTO_IP, 10, int],
  IP_RECVERR: [IPPROTO_IP, 11, flag],
  IP_RECVTTL: [IPPROTO_IP, 12, flag],
  IP_TRANSPARENT: [IPPROTO_IP, 19, flag],
  IP_BIND_ADDRESS_NO_PORT: [IPPROTO_IP, 24, flag],
  IPV6_UNICAST_HOPS: [IPPROTO_IPV6, 16, int],
  IPV6_V6ONLY: [IPPROTO_IPV6, 26, flag],
  IPV6_RECVPKTINFO: [IPPROTO_IPV6, 49, flag],
  TCP_NODELAY: [IPPROTO_TCP, 1, flag],
  TCP_MAXSEG: [IPPROTO_TCP, 2, int],
  TCP_CORK: [IPPROTO_TCP, 3, flag],
  TCP_KEEPIDLE: [IPPROTO_TCP, 4, int],
  TCP_KEEPINTVL: [IPPROTO_TCP, 5, int],
  TCP_KEEPCNT: [IPPROTO_TCP, 6, int],
  TCP_SYNCNT: [IPPROTO_TCP, 7, int],
  TCP_LINGER2: [IPPROTO_TCP, 8, int],
  TCP_DEFER_ACCEPT: [IPPROTO_TCP, 9, int],
  TCP_WINDOW_CLAMP: [IPPROTO_TCP, 10, int],
  TCP_INFO: [IPPROTO_TCP, 11, tcpInfo],
  TCP_QUICKACK: [IPPROTO_TCP, 12, flag],
  TCP_CONGESTION: [IPPROTO_TCP, 13, name],
  TCP_USER_TIMEOUT: [IPPROTO_TCP, 18, int],
}
