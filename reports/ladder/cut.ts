import type { Row } from './model.ts'

/** Rows shown of a long ladder: its beginning and its end. */
const HEAD = 60
const TAIL = 12

/** Takes out the middle of a ladder that is too long to be read, and counts what was there. */
export function cut(rows: readonly Row[]): Row[] {
  if (rows.length <= HEAD + TAIL + 1) return [...rows]
  const middle = rows.slice(HEAD, rows.length - TAIL)
  const events = middle.reduce((sum, row) => sum + eventsIn(row), 0)
  return [...rows.slice(0, HEAD), { kind: 'cut', events }, ...rows.slice(rows.length - TAIL)]
}

function eventsIn(row: Row): number {
  return row.kind === 'marks' ? row.marks.filter(({ part }) => part !== 'ends').length : 0
}
