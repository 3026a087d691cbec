import type { Column } from '../ladder/model.ts'
import { shortened } from '../words/visible.ts'
import { TIME_WIDTH } from './grid.ts'

/** The least room for labels; narrower ones cannot be read, so the lines then become too wide rather. */
const LEAST_LABELS = 24
const NARROWEST_LANE = 5

/** Where the columns and labels of a slim ladder stand, counted in characters. */
export interface SlimGrid {
  readonly columns: readonly number[]
  /** The heading of each column and where it begins. */
  readonly titles: readonly { readonly at: number; readonly text: string }[]
  readonly labels: number
  readonly width: number
}

/** Gives the columns the room of their names, or less where that leaves too little for the labels. */
export function slimGridOf(columns: readonly Column[], width: number): SlimGrid {
  const start = TIME_WIDTH + 2
  const wished = Math.max(NARROWEST_LANE, ...columns.map(({ name }) => [...name].length + 2))
  const most = Math.floor((width - start - LEAST_LABELS) / Math.max(1, columns.length))
  const lane = Math.max(NARROWEST_LANE, Math.min(wished, most))
  const places = columns.map((_, index) => start + index * lane + Math.floor((lane - 1) / 2))
  const labels = start + columns.length * lane + 1
  const titles = columns.map(({ name }, index) => {
    const text = shortened(name, lane - 1)
    return { text, at: Math.max(0, (places[index] ?? 0) - Math.floor(([...text].length - 1) / 2)) }
  })
  return { columns: places, titles, labels, width: Math.max(width, labels + LEAST_LABELS) }
}
