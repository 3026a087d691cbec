import type { SeenPacket } from './wire-view.ts'

/** The flags of the segments with which one host ended connections, or its direction of them, in order: those with FIN or RST. */
export function endings(segments: readonly SeenPacket[], direction: SeenPacket['direction'] = 'out'): string[] {
  return segments.filter((one) => one.direction === direction && /FIN|RST/.test(one.flags)).map(({ flags }) => flags)
}
