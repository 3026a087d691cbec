import type { Ladder, Mark } from '../ladder/model.ts'
import { labelOf, packetLabel, sideOf, span } from '../ladder/sides.ts'

/** Characters for the times at the left. */
export const TIME_WIDTH = 9
/** The longest label that gets all the room it wants. */
const WIDEST = 48
const NARROWEST_LANE = 30

/** Where the columns of a text ladder stand, counted in characters. */
export interface Grid {
  readonly columns: readonly number[]
  /** Room for the labels left of the first column. */
  readonly left: number
}

/** Gives each column a place such that every label has room. */
export function gridOf(ladder: Ladder): Grid {
  const count = ladder.columns.length
  const marks = ladder.rows.flatMap((row) => (row.kind === 'marks' ? row.marks : []))
  const left = count > 1 ? Math.max(titleWidth(ladder, 0), ...widths(marks, 0)) : 0
  const columns = [TIME_WIDTH + 2 + Math.min(left, WIDEST) + 1]
  for (let column = 1; column < count; column += 1) {
    columns.push((columns[column - 1] ?? 0) + laneWidth(marks, column - 1, ladder))
  }
  return { columns, left: Math.min(left, WIDEST) }
}

function titleWidth({ columns }: Ladder, column: number): number {
  return columns[column] === undefined ? 0 : titleOf(columns[column]).length
}

/** The heading of a column: its name and its first address. */
export function titleOf({ name, addresses }: Ladder['columns'][number]): string {
  return addresses[0] === undefined ? name : `${name} ${addresses[0]}`
}

function widths(marks: readonly Mark[], column: number): number[] {
  return marks
    .filter(({ item }) => item.kind !== 'packet' && item.column === column)
    .map((mark) => [...labelOf(mark)].length)
}

function laneWidth(marks: readonly Mark[], lane: number, ladder: Ladder): number {
  const count = ladder.columns.length
  const packets = marks.flatMap(({ item }) => {
    if (item.kind !== 'packet') return []
    const { start, end } = span(item, count)
    const isHere = start < end ? start === lane : start === lane + 1 || (start === end && start === lane)
    return isHere ? [[...packetLabel(item)].length + 10] : []
  })
  const labels = sideOf(lane, count) === 'right' ? widths(marks, lane).map((width) => Math.min(width, WIDEST) + 4) : []
  return Math.max(NARROWEST_LANE, titleWidth(ladder, lane) + 2, ...packets, ...labels)
}
