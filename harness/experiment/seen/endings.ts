import type { SeenPacket } from '../wire-view.ts'

/**
 * The flags of the segments with which one host ended connections, or its direction of them, in order: those with FIN or
 * RST. One that is sent again, as on a busy machine, counts once.
 */
export function endings(segments: readonly SeenPacket[], direction: SeenPacket['direction'] = 'out'): string[] {
  const ending = segments.filter((one) => one.direction === direction && /FIN|RST/.test(one.flags))
  const first = new Map(ending.toReversed().map((one) => [`${one.from} ${one.to} ${one.seq} ${one.flags}`, one]))
  return ending.filter((one) => [...first.values()].includes(one)).map(({ flags }) => flags)
}
