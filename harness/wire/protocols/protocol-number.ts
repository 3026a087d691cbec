/** Protocol numbers of the transport layer (IANA; RFC 792, RFC 9293 §3.1, RFC 768, RFC 4443 §1). */
export const PROTOCOL = { icmp: 1, tcp: 6, udp: 17, icmpv6: 58 } as const
