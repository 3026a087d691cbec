/** How far a sequence number is behind another one, modulo 2³² (RFC 9293 §3.4). */
export function sequenceDistance(from: number, to: number): number {
  return (to - from) >>> 0
}
