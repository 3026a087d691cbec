import type { CallItem, Ladder } from '../../ladder/model.ts'

/** More bars than this are not drawn side by side. */
const MOST = 6

/** Which of the bars side by side a call has in its column, and how many there are in each column at most. */
export interface Tracks {
  readonly of: ReadonlyMap<CallItem, number>
  readonly widest: readonly number[]
}

/** Gives calls that run at the same time in one column bars side by side. */
export function tracksOf({ columns, rows }: Ladder): Tracks {
  const busy = columns.map((): (CallItem | null)[] => [])
  const of = new Map<CallItem, number>()
  const widest = columns.map(() => 1)
  for (const { item, part } of rows.flatMap((row) => (row.kind === 'marks' ? row.marks : []))) {
    if (item.kind !== 'call') continue
    const column = busy[item.column] ?? []
    if (part === 'ends') {
      const track = column.indexOf(item)
      if (track >= 0) column[track] = null
      continue
    }
    const free = column.indexOf(null)
    const track = Math.min(free < 0 ? column.length : free, MOST - 1)
    of.set(item, track)
    if (part === 'begins') column[track] = item
    widest[item.column] = Math.max(widest[item.column] ?? 1, track + 1)
  }
  return { of, widest }
}
