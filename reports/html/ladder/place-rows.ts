import type { Ladder, Mark, Row } from '../../ladder/model.ts'
import { packetLabel } from '../../ladder/sides.ts'
import { type Frame, packetRoom, TIME_WIDTH } from './frame.ts'
import { spansOf } from './labels.ts'
import type { Span } from './shapes.ts'
import { LINE, room } from './type.ts'
import { wrap } from './wrap.ts'

/** A mark with its words broken into lines. */
export interface PlacedMark {
  readonly mark: Mark
  readonly lines: readonly (readonly Span[])[]
}

/** A row with its place. */
export interface PlacedRow {
  readonly row: Row
  readonly top: number
  readonly height: number
  /** Where arrows leave and bars begin. */
  readonly middle: number
  readonly marks: readonly PlacedMark[]
}

const GAP_HEIGHT = 36
const STEP_HEIGHT = 40
/** A row with an arrow has the arrow's label above it. */
const ARROW = { height: 40, middle: 26 }
const PLAIN = { height: 27, middle: 13 }

/** Puts rows below each other, each as high as its labels need. */
export function placeRows(ladder: Ladder, frame: Frame, top: number): PlacedRow[] {
  const placed: PlacedRow[] = []
  let next = top
  for (const row of ladder.rows) {
    const one = placeRow(row, frame, next)
    placed.push(one)
    next = one.top + one.height
  }
  return placed
}

function placeRow(row: Row, frame: Frame, top: number): PlacedRow {
  if (row.kind !== 'marks') return { row, top, height: GAP_HEIGHT, middle: top + GAP_HEIGHT / 2, marks: [] }
  const marks = row.marks.map((mark) => ({ mark, lines: linesOf(mark, frame) }))
  const isStep = row.marks.some(({ item }) => item.kind === 'note' && item.column === null)
  const packets = marks.filter(({ mark }) => mark.item.kind === 'packet')
  const { height, middle } = packets.length > 0 ? ARROW : isStep ? { height: STEP_HEIGHT, middle: 22 } : PLAIN
  const above = LINE * (Math.max(1, ...packets.map(({ lines }) => lines.length)) - 1)
  const below =
    LINE * (Math.max(1, ...marks.filter((one) => !packets.includes(one)).map(({ lines }) => lines.length)) - 1)
  return { row, top, height: height + above + below, middle: top + middle + above, marks }
}

function linesOf(mark: Mark, frame: Frame): Span[][] {
  const { item } = mark
  if (item.kind === 'packet') {
    if (mark.part === 'ends') return []
    return wrap(packetSpans(packetLabel(item)), packetRoom(item, frame))
  }
  const spans = spansOf({ ...mark, item })
  if (item.column === null) return wrap(spans, room('step', frame.width - TIME_WIDTH - 40))
  const role = item.kind === 'call' ? 'call' : 'note'
  return wrap(spans, room(role, frame.zones[item.column] ?? 0))
}

/** What stands first, the flags, is the name of the packet. */
function packetSpans(label: string): Span[] {
  const at = label.search(/ {2}(?:seq|ack|\d|win|sack|again|not)/)
  if (at < 0) return [{ text: label, style: 'asked' }]
  return [
    { text: label.slice(0, at), style: 'asked' },
    { text: label.slice(at), style: 'plain' },
  ]
}
