import type { SeenPacket } from '../wire-view.ts'

const GAP = Buffer.from('[missing]')

/**
 * The text that TCP segments carried, by 4-tuple (`source → destination`), each stream put together from its sequence
 * numbers: what was sent again counts once, and what the capture did not see stands as `[missing]`.
 */
export function carried(segments: readonly SeenPacket[]): Record<string, string> {
  const streams = new Map<string, SeenPacket[]>()
  for (const segment of segments) {
    const tuple = `${segment.from} → ${segment.to}`
    const stream = streams.get(tuple)
    if (stream === undefined) streams.set(tuple, [segment])
    else stream.push(segment)
  }
  return Object.fromEntries([...streams].map(([tuple, stream]) => [tuple, joined(stream)]))
}

function joined(stream: readonly SeenPacket[]): string {
  const parts: Uint8Array[] = []
  const withData = stream.filter(({ length }) => length > 0)
  // The SYN has number 0, so the first byte has number 1.
  let next = 1
  for (const { seq, packet } of withData.toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))) {
    const { bytes } = packet.payload
    const start = seq ?? next
    if (start > next) parts.push(GAP)
    if (start + bytes.length <= next) continue
    parts.push(bytes.subarray(Math.max(0, next - start)))
    next = start + bytes.length
  }
  return Buffer.concat(parts).toString()
}
