/**
 * The control bits of TCP from the lowest up, which is also the order in which they are written: `SYN, ACK`, `PSH, ACK`.
 * AE is the former NS (RFC 9293 §3.1, RFC 3168 §6.1, RFC 9768 §3.1).
 */
export const TCP_FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'] as const

/** A control bit of TCP. */
export type TcpFlag = (typeof TCP_FLAGS)[number]

/** The control bits that are set in the 16 bits that hold the data offset and the flags. */
export function tcpFlags(word: number): TcpFlag[] {
  return TCP_FLAGS.filter((_, bit) => (word & (1 << bit)) !== 0)
}
