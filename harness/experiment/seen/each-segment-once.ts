import type { SeenPacket } from '../wire-view.ts'

/** TCP segments without those that are sent again, as on a busy machine: each stands where it was seen first. */
export function eachSegmentOnce(segments: readonly SeenPacket[]): SeenPacket[] {
  const first = new Map<string, SeenPacket>()
  for (const segment of segments) {
    const { link, direction, from, to, flags, length, packet } = segment
    // The number as it stands in the header: two connections of one 4-tuple have different ones.
    const number = packet.transport?.kind === 'tcp' ? packet.transport.sequenceNumber : null
    const name = [link, direction, from, to, flags, number, length].join(' ')
    if (!first.has(name)) first.set(name, segment)
  }
  return [...first.values()]
}
