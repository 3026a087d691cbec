import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { LabHost } from '../ladder/columns.ts'
import { ladderOf } from '../ladder/ladder.ts'
import type { CallItem, Ladder, Mark, Row } from '../ladder/model.ts'
import { labelOf, sideOf } from '../ladder/sides.ts'
import { count } from '../words/count.ts'
import { duration } from '../words/time.ts'
import { shortened } from '../words/visible.ts'
import { drawArrow } from './arrow.ts'
import { Canvas } from './canvas.ts'
import { footnotes } from './footnotes.ts'
import { type Grid, gridOf, TIME_WIDTH, titleOf } from './grid.ts'

/**
 * A trace as a ladder of text, for a terminal or a plain file: one column a host, time downwards.
 *
 * @param hosts the hosts of the lab in the order of their columns; without them whoever acts gets a column
 */
export function textLadder(trace: Trace, hosts: readonly LabHost[]): string {
  const ladder = ladderOf(trace, hosts)
  if (ladder.rows.length === 0) return 'Nothing happened.\n'
  const grid = gridOf(ladder)
  const canvas = new Canvas()
  drawHeadings(canvas, ladder, grid)
  const running = new Set<CallItem>()
  for (const row of ladder.rows) drawRow(canvas, row, ladder, grid, running)
  return `${[canvas.toString(), ...footnotes(ladder)].join('\n')}\n`
}

function drawHeadings(canvas: Canvas, { columns }: Ladder, grid: Grid): void {
  const [titles, rules] = [canvas.line(), canvas.line()]
  columns.forEach((column, index) => {
    const title = titleOf(column)
    const place = grid.columns[index] ?? 0
    const start = sideOf(index, columns.length) === 'left' ? Math.max(0, place + 1 - title.length) : place
    canvas.put(titles, start, title)
    canvas.put(rules, start, '─'.repeat([...title].length))
  })
}

function drawRow(canvas: Canvas, row: Row, { columns }: Ladder, grid: Grid, running: Set<CallItem>): void {
  const line = canvas.line()
  grid.columns.forEach((place, column) => {
    const isBusy = [...running].some((call) => call.column === column)
    canvas.put(line, place, row.kind === 'marks' ? (isBusy ? '┃' : '│') : '┊')
  })
  const words = (text: string): void => canvas.put(line, TIME_WIDTH + 2, text)
  canvas.putBefore(line, TIME_WIDTH, row.kind === 'marks' ? duration(row.at) : '⋮')
  if (row.kind === 'gap') words(`${duration(row.nanoseconds)} later`)
  if (row.kind === 'cut') words(`${count(row.events, 'event')} more`)
  if (row.kind !== 'marks') return
  const ordered = [...row.marks].sort((one) => (one.item.kind === 'packet' ? 1 : -1))
  for (const mark of ordered) drawMark(canvas, line, mark, columns.length, grid, running)
}

function drawMark(canvas: Canvas, line: number, mark: Mark, columns: number, grid: Grid, running: Set<CallItem>): void {
  const { item, part } = mark
  if (item.kind === 'packet') {
    drawArrow(canvas, line, item, part, columns, grid)
    return
  }
  if (item.column === null) {
    canvas.put(line, TIME_WIDTH + 2, `── ${labelOf(mark)} ──`)
    return
  }
  const place = grid.columns[item.column] ?? 0
  const isLeft = sideOf(item.column, columns) === 'left'
  if (isLeft) canvas.putBefore(line, place - 1, shortened(labelOf(mark), grid.left))
  else canvas.put(line, place + 2, labelOf(mark))
  if (item.kind === 'note' || part === 'whole') return
  if (part === 'begins') running.add(item)
  else running.delete(item)
  canvas.put(line, place, part === 'begins' ? '┏' : '┗')
}
