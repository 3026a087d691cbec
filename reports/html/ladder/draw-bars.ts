import type { CallItem } from '../../ladder/model.ts'
import { sideOf } from '../../ladder/sides.ts'
import { type Frame, TRACK } from './frame.ts'
import type { PlacedRow } from './place-rows.ts'
import type { BarShape, BreakShape } from './shapes.ts'
import type { Tracks } from './tracks.ts'

/** Half the height of the bar of a call that takes one row. */
const HALF = 7

/** The breaks of bars at the gaps of the ladder. */
export function breaks(rows: readonly PlacedRow[], drawn: readonly BarShape[]): BreakShape[] {
  const gaps = rows.filter(({ row }) => row.kind !== 'marks').map(({ middle }) => middle)
  return drawn.flatMap(({ x, y, height }) =>
    gaps.filter((gap) => gap > y && gap < y + height).map((gap) => ({ kind: 'break' as const, x, y: gap })),
  )
}

/** A bar for each call: small if it returned at once, as long as it blocked otherwise. */
export function bars(rows: readonly PlacedRow[], frame: Frame, tracks: Tracks): BarShape[] {
  const spans = new Map<CallItem, { top: number; bottom: number; blocked: boolean }>()
  const end = (rows.at(-1)?.top ?? 0) + (rows.at(-1)?.height ?? 0)
  const cutAt = rows.find(({ row }) => row.kind === 'cut')?.middle ?? 0
  for (const { middle, marks } of rows) {
    for (const { mark } of marks) {
      if (mark.item.kind !== 'call') continue
      const begun = spans.get(mark.item)
      if (mark.part === 'begins') spans.set(mark.item, { top: middle - HALF, bottom: end, blocked: true })
      else if (mark.part === 'ends') {
        spans.set(mark.item, { top: begun?.top ?? cutAt, bottom: middle + HALF, blocked: true })
      } else spans.set(mark.item, { top: middle - HALF, bottom: middle + HALF, blocked: false })
    }
  }
  return [...spans].map(([call, { top, bottom, blocked }]) => {
    const isCut = blocked && call.until !== null && bottom === end && cutAt > 0
    const outwards = sideOf(call.column, frame.columns.length) === 'left' ? -1 : 1
    return {
      kind: 'bar',
      x: (frame.columns[call.column] ?? 0) + outwards * TRACK * (tracks.of.get(call) ?? 0),
      y: top,
      height: (isCut ? cutAt : bottom) - top,
      state: call.text.failed ? 'failed' : call.until === null ? 'open' : 'returned',
      blocked,
    }
  })
}
