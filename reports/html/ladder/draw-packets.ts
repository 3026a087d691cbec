import type { PacketItem } from '../../ladder/model.ts'
import { isLost, packetLabel, span } from '../../ladder/sides.ts'
import { laneMiddle } from './draw-labels.ts'
import { type Frame, LOOP, labelLane, loopSide } from './frame.ts'
import type { PlacedMark, PlacedRow } from './place-rows.ts'
import type { ArrowShape, LoopShape, TextShape } from './shapes.ts'
import { LINE } from './type.ts'

/** How far arrows keep from the middle of a column. */
const CLEAR = 6
/** An arrow falls a little, as time passes on the way. */
const FALL = 5
/** How much of the way a packet goes that is not seen to arrive. */
const LOST = 0.82

/** An arrow for each packet, and its words above. */
export function packets(
  rows: readonly PlacedRow[],
  frame: Frame,
  columns: number,
): (ArrowShape | LoopShape | TextShape)[] {
  const arrivals = new Map<PacketItem, number>()
  for (const { middle, marks } of rows) {
    for (const { mark } of marks) {
      if (mark.item.kind === 'packet' && mark.part === 'ends') arrivals.set(mark.item, middle)
    }
  }
  return rows.flatMap(({ middle, marks }) =>
    marks.flatMap((placed) => {
      const { item, part } = placed.mark
      if (item.kind !== 'packet' || part === 'ends') return []
      const arrow = arrowOf(item, middle, arrivals.get(item) ?? null, frame, columns)
      return [arrow, labelAbove(item, placed, middle, frame, columns)]
    }),
  )
}

function arrowOf(item: PacketItem, middle: number, arrival: number | null, frame: Frame, columns: number) {
  const { start, end } = span(item, columns)
  const [from, to] = [frame.columns[start] ?? 0, frame.columns[end] ?? 0]
  const { nature } = item.journey.view
  const full = packetLabel(item)
  if (start === end) return { kind: 'loop' as const, nature, side: loopSide(start, columns), x: from, y: middle, full }
  const forwards = from < to ? 1 : -1
  const lost = isLost(item)
  const x1 = from + forwards * (item.from === null ? 40 : CLEAR)
  const whole = to - forwards * CLEAR
  const x2 = lost ? x1 + (whole - x1) * LOST : whole
  return { kind: 'arrow' as const, nature, x1, y1: middle - 2, x2, y2: arrival ?? middle - 2 + FALL, lost, full }
}

function labelAbove(item: PacketItem, { lines }: PlacedMark, middle: number, frame: Frame, columns: number): TextShape {
  const { start, end } = span(item, columns)
  const isLoop = start === end
  const outwards = loopSide(start, columns) === 'left' ? -1 : 1
  return {
    kind: 'text',
    role: 'packet',
    x: isLoop ? (frame.columns[start] ?? 0) + outwards * LOOP : laneMiddle(frame, labelLane(item, columns)),
    y: middle - 9 - (lines.length - 1) * LINE,
    anchor: isLoop ? (outwards < 0 ? 'end' : 'start') : 'middle',
    lines,
    full: packetLabel(item),
  }
}
