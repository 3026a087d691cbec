import { sideOf } from '../../ladder/sides.ts'
import { count } from '../../words/count.ts'
import { duration } from '../../words/time.ts'
import { type Frame, OFFSET, TIME_WIDTH, TRACK } from './frame.ts'
import { spansOf } from './labels.ts'
import type { PlacedMark, PlacedRow } from './place-rows.ts'
import type { RuleShape, TextShape } from './shapes.ts'

/** The words beside columns, the steps across them, and the times at the left. */
export function labels(rows: readonly PlacedRow[], frame: Frame, columns: number): (TextShape | RuleShape)[] {
  return rows.flatMap((placed) => [
    ...timeOf(placed, frame),
    ...placed.marks.flatMap((mark) => labelOf(mark, placed, frame, columns)),
  ])
}

/** The middle between a column and the next. */
export function laneMiddle({ columns }: Frame, lane: number): number {
  return ((columns[lane] ?? 0) + (columns[lane + 1] ?? columns[lane] ?? 0)) / 2
}

function timeOf({ row, middle }: PlacedRow, frame: Frame): TextShape[] {
  if (row.kind === 'marks') return [plain('time', duration(row.at), TIME_WIDTH - 12, middle + 4, 'end')]
  const first = frame.columns[0] ?? 0
  const last = frame.columns.at(-1) ?? first
  const words =
    row.kind === 'gap' ? `${duration(row.nanoseconds)} later` : `${count(row.events, 'event')} more: see the raw trace`
  return last === first
    ? [plain('gap', words, first + OFFSET, middle + 4, 'start')]
    : [plain('gap', words, (first + last) / 2, middle + 4, 'middle')]
}

function plain(role: TextShape['role'], text: string, x: number, y: number, anchor: TextShape['anchor']): TextShape {
  return { kind: 'text', role, x, y, anchor, lines: [[{ text, style: 'plain' }]], full: text }
}

function labelOf(
  { mark, lines }: PlacedMark,
  { middle }: PlacedRow,
  frame: Frame,
  columns: number,
): (TextShape | RuleShape)[] {
  const { item } = mark
  if (item.kind === 'packet') return []
  const y = middle + 4
  const full = spansOf({ ...mark, item })
    .map(({ text }) => text)
    .join('')
  if (item.column === null) {
    const rule = { kind: 'rule' as const, x: TIME_WIDTH, y: middle, width: frame.width - TIME_WIDTH - 8 }
    return [rule, { kind: 'text', role: 'step', x: TIME_WIDTH + 10, y, anchor: 'start', lines, full }]
  }
  const isLeft = sideOf(item.column, columns) === 'left'
  const aside = OFFSET + TRACK * ((frame.tracks[item.column] ?? 1) - 1)
  const x = (frame.columns[item.column] ?? 0) + (isLeft ? -aside : aside)
  return [
    { kind: 'text', role: item.kind === 'call' ? 'call' : 'note', x, y, anchor: isLeft ? 'end' : 'start', lines, full },
  ]
}
