import type { Ladder } from '../../ladder/model.ts'
import { bars, breaks } from './draw-bars.ts'
import { HEADING_HEIGHT, headings } from './draw-headings.ts'
import { labels } from './draw-labels.ts'
import { lifelines } from './draw-lifelines.ts'
import { packets } from './draw-packets.ts'
import { frameOf } from './frame.ts'
import { type PlacedRow, placeRows } from './place-rows.ts'
import type { Drawing, Shape, Sheet } from './shapes.ts'
import { tracksOf } from './tracks.ts'

/** About how high a sheet may be, so that it is readable when scaled to a printed page. */
const SHEET_HEIGHT = 1150

/** Lays a ladder out: every shape with its coordinates, in sheets that a printer can keep whole. */
export function layOut(ladder: Ladder): Drawing {
  const tracks = tracksOf(ladder)
  const frame = frameOf(ladder, tracks.widest)
  const rows = placeRows(ladder, frame, HEADING_HEIGHT)
  const drawn = bars(rows, frame, tracks)
  const shapes: Shape[] = [
    ...lifelines(rows, frame),
    ...drawn,
    ...breaks(rows, drawn),
    ...packets(rows, frame, ladder.columns.length),
    ...labels(rows, frame, ladder.columns.length),
  ]
  const sheets = cutIntoSheets(rows).map(({ top, bottom }): Sheet => {
    const start = top - HEADING_HEIGHT
    const within = shapes.filter((shape) => touches(shape, top, bottom))
    const cover = { kind: 'cover' as const, y: start, width: frame.width, height: HEADING_HEIGHT - 6 }
    return { top: start, height: bottom - start, shapes: [...within, cover, ...headings(ladder.columns, frame, start)] }
  })
  return { width: frame.width, sheets }
}

function cutIntoSheets(rows: readonly PlacedRow[]): { top: number; bottom: number }[] {
  const sheets: { top: number; bottom: number }[] = []
  for (const { top, height } of rows) {
    const last = sheets.at(-1)
    const bottom = top + height
    if (last !== undefined && bottom - last.top <= SHEET_HEIGHT) sheets[sheets.length - 1] = { ...last, bottom }
    else sheets.push({ top, bottom })
  }
  return sheets
}

function touches(shape: Shape, top: number, bottom: number): boolean {
  const [first, last] = extent(shape)
  return last >= top && first < bottom
}

function extent(shape: Shape): [number, number] {
  switch (shape.kind) {
    case 'arrow':
      return [Math.min(shape.y1, shape.y2), Math.max(shape.y1, shape.y2)]
    case 'bar':
    case 'lifeline':
      return [shape.y, shape.y + shape.height]
    default:
      return [shape.y, shape.y]
  }
}
