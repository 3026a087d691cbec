/*
 * Offsets and numbers of Debian's liblwip-dev 2.1.3 with its lwipopts.h, on 64-bit machines.
 */

/** Offsets in `struct netif` (lwip/netif.h), and its size. */
export const NETIF = {
  output: 288,
  output_ip6: 304,
  mtu: 336,
  mtu6: 338,
  hwaddr: 340,
  flags: 347,
  name: 348,
  ip6_autoconfig_enabled: 351,
  rs_count: 352,
  size: 400,
} as const

/** The interface takes part in multicast of IPv6 (lwip/netif.h). */
export const NETIF_FLAG_MLD6 = 0x40

/** Offset in `struct lwip_sock` (lwip/priv/sockets_priv.h): what stands behind a descriptor. */
export const LWIP_SOCK = { conn: 16 } as const

/** Offsets in `struct netconn` (lwip/api.h). */
export const NETCONN = { type: 0, pcb: 8, recvmbox: 32, acceptmbox: 40, callback: 80 } as const

/** Offsets in `struct tcp_pcb` (lwip/tcp.h): a connection. */
export const TCP_PCB = { next: 56, callback_arg: 64, state: 72 } as const

/** The bits of a netconn's type that tell its protocol, and those of TCP (`NETCONNTYPE_GROUP`, lwip/api.h). */
export const NETCONN_TYPES = { group: 0xf0, NETCONN_TCP: 0x10 } as const

/** An event that tells of an error (`enum netconn_evt`, lwip/api.h). */
export const NETCONN_EVT_ERROR = 4

/** States of TCP in which there is no connection to abort (`enum tcp_state`, lwip/tcpbase.h). */
export const TCP_STATES = { LISTEN: 1, TIME_WAIT: 10 } as const

/** `ip6_addr_t`: four words and a zone (lwip/ip6_addr.h). */
export const IP6_ADDR_SIZE = 20

/** An address that may be used without asking whether somebody else has it (lwip/ip6_addr.h). */
export const IP6_ADDR_PREFERRED = 0x30

/** Bytes of an element of the pool of packet buffers: `struct pbuf` and PBUF_POOL_BUFSIZE (lwip/priv/memp_std.h). */
export const PBUF_POOL_ELEMENT = 24 + 1536
