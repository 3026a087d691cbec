import type { Trace } from '../../harness/evidence/trace-schema.ts'
import type { LabHost } from '../ladder/columns.ts'
import { ladderOf } from '../ladder/ladder.ts'
import type { CallItem, Ladder, Mark, Row } from '../ladder/model.ts'
import { labelOf } from '../ladder/sides.ts'
import { count } from '../words/count.ts'
import { duration } from '../words/time.ts'
import { wrap } from '../words/wrap.ts'
import { Canvas } from './canvas.ts'
import { footnotes } from './footnotes.ts'
import { TIME_WIDTH } from './grid.ts'
import { type SlimGrid, slimGridOf } from './slim-grid.ts'
import { drawSlimMark } from './slim-mark.ts'

/**
 * A trace as a ladder of text for a narrow terminal: slim columns, one a host, and beside them what happened, one thing a
 * line, wrapped.
 *
 * @param hosts the hosts of the lab in the order of their columns; without them whoever acts gets a column
 */
export function slimLadder(trace: Trace, hosts: readonly LabHost[], width: number): string {
  const ladder = ladderOf(trace, hosts)
  if (ladder.rows.length === 0) return 'Nothing happened.\n'
  const drawing = { canvas: new Canvas(), grid: slimGridOf(ladder.columns, width), running: new Set<CallItem>() }
  const headings = drawing.canvas.line()
  for (const { at, text } of drawing.grid.titles) drawing.canvas.put(headings, at, text)
  for (const row of ladder.rows) drawRow(drawing, row)
  return `${[drawing.canvas.toString(), ...addressLines(ladder, width), ...footnotes(ladder)].join('\n')}\n`
}

interface Drawing {
  readonly canvas: Canvas
  readonly grid: SlimGrid
  /** Calls that have not returned. */
  readonly running: Set<CallItem>
}

function drawRow(drawing: Drawing, row: Row): void {
  switch (row.kind) {
    case 'marks': {
      const inTime = [...row.marks].sort((one, other) => one.at - other.at)
      for (const mark of inTime) drawLines(drawing, duration(mark.at), slimLabel(mark), mark)
      return
    }
    case 'gap':
      drawLines(drawing, '⋮', `${duration(row.nanoseconds)} later`, null)
      return
    case 'cut':
      drawLines(drawing, '⋮', `${count(row.events, 'event')} more`, null)
  }
}

function drawLines({ canvas, grid, running }: Drawing, time: string, label: string, mark: Mark | null): void {
  wrap(label, { width: grid.width - grid.labels }).forEach((words, index) => {
    const line = canvas.line()
    grid.columns.forEach((place, column) => {
      const isBusy = [...running].some((call) => call.column === column)
      canvas.put(line, place, time === '⋮' ? '┊' : isBusy ? '┃' : '│')
    })
    if (index === 0) {
      canvas.putBefore(line, TIME_WIDTH, time)
      if (mark !== null) drawSlimMark(canvas, line, mark, grid, running)
    }
    canvas.put(line, grid.labels, index === 0 ? words : `  ${words}`)
  })
}

/** What a mark says beside the ladder, where it needs no room at its column but must name what it ends. */
function slimLabel(mark: Mark): string {
  const { item, part } = mark
  if (item.kind === 'note' && item.column === null) return `── ${labelOf(mark)}`
  if (part !== 'ends') return labelOf(mark)
  if (item.kind === 'packet') return `${labelOf(mark)}  arrives`
  if (item.kind === 'note') return labelOf(mark)
  const name = item.text.asked.replace(/\(.*/s, '()')
  return `${item.who === null ? '' : `${item.who}: `}${name} ${item.text.outcome ?? 'has not returned'}`
}

/** The addresses of the hosts, for which the headings have no room. */
function addressLines({ columns }: Ladder, width: number): readonly string[] {
  const known = columns.filter(({ addresses }) => addresses.length > 0)
  if (known.length === 0) return []
  const text = known.map(({ name, addresses }) => `${name} ${addresses.join(' ')}`).join(' · ')
  return wrap(text, { width })
}
