import type { Column, Ladder, Mark, PacketItem } from '../../ladder/model.ts'
import { labelOf, packetLabel, sideOf, span } from '../../ladder/sides.ts'
import { room, widthOf } from './type.ts'

/** Room for the times at the left. */
export const TIME_WIDTH = 70
/** Between a column's line and its labels. */
export const OFFSET = 14
/** Between bars of calls that run at the same time. */
export const TRACK = 11
const MARGIN = 8
/** So that a step of the experiment can be read even where there is no column. */
const NARROWEST = 480
/** From a column to the label of a packet that a host sends to itself. */
export const LOOP = 40
/** Where there are only two columns, there is room to spare. */
const ZONE = { wide: { least: 90, most: 300 }, narrow: { least: 90, most: 215 } }
const LANE = { wide: { least: 260, most: 430 }, narrow: { least: 200, most: 330 } }

/** Where the columns stand, and how much room their labels have. */
export interface Frame {
  readonly width: number
  readonly columns: readonly number[]
  /** The width for the labels of each column. */
  readonly zones: readonly number[]
  /** How many bars stand side by side in each column at most. */
  readonly tracks: readonly number[]
}

/** Gives columns their places: wide enough for what they have to say, no wider than can be read. */
export function frameOf(ladder: Ladder, tracks: readonly number[]): Frame {
  const count = ladder.columns.length
  const marks = ladder.rows.flatMap((row) => (row.kind === 'marks' ? row.marks : []))
  const zones = ladder.columns.map((column, index) => zoneWidth(column, index, marks, count))
  const outer = (index: number): number => (zones[index] ?? 0) + OFFSET + TRACK * ((tracks[index] ?? 1) - 1)
  const columns = count === 0 ? [] : [TIME_WIDTH + (count > 1 ? outer(0) : OFFSET)]
  for (let index = 1; index < count; index += 1) {
    const labels = sideOf(index - 1, count) === 'right' ? outer(index - 1) + 20 : 0
    columns.push((columns[index - 1] ?? 0) + Math.max(laneWidth(index - 1, marks, ladder.columns), labels))
  }
  const width = Math.ceil((columns.at(-1) ?? 0) + outer(count - 1) + MARGIN)
  return { width: Math.max(NARROWEST, width), columns, zones, tracks }
}

/** How many characters of a packet's label have room between the columns, or beside the only one. */
export function packetRoom(item: PacketItem, { columns, zones }: Frame): number {
  const { start, end } = span(item, columns.length)
  const lane = labelLane(item, columns.length)
  const width = columns.length === 1 ? (zones[0] ?? 0) + OFFSET : (columns[lane + 1] ?? 0) - (columns[lane] ?? 0)
  return room('packet', width - (start === end ? LOOP + 10 : 36))
}

/** On which side of its column a packet is drawn that a host sends to itself: where there is a lane. */
export function loopSide(column: number, columns: number): 'left' | 'right' {
  return columns > 1 && column === columns - 1 ? 'left' : 'right'
}

/** The lane in which the label of a packet stands: the one next to the sender. */
export function labelLane(item: PacketItem, columns: number): number {
  const { start, end } = span(item, columns)
  return start <= end ? Math.min(start, Math.max(0, columns - 2)) : start - 1
}

function zoneWidth(column: Column, index: number, marks: readonly Mark[], count: number): number {
  const labels = marks.filter(({ item }) => item.kind !== 'packet' && item.column === index).map(labelOf)
  const widths = labels.map((label) => widthOf('call', label))
  if (count === 1) {
    widths.push(
      ...marks.flatMap(({ item }) => (item.kind === 'packet' ? [LOOP + widthOf('packet', packetLabel(item))] : [])),
    )
  }
  const isAtEdge = index === 0 || index === count - 1
  const title = isAtEdge ? titleWidth(column) / 2 : 0
  return clamp(Math.max(title, ...widths), count > 2 ? ZONE.narrow : ZONE.wide)
}

function laneWidth(lane: number, marks: readonly Mark[], columns: readonly Column[]): number {
  const labels = marks.flatMap(({ item }) => {
    return item.kind === 'packet' && labelLane(item, columns.length) === lane ? [packetLabel(item)] : []
  })
  const widths = labels.map((label) => widthOf('packet', label) + 40)
  const titles = [columns[lane], columns[lane + 1]].map((column) => (column === undefined ? 0 : titleWidth(column) / 2))
  return Math.max(
    clamp(Math.max(0, ...widths), columns.length > 2 ? LANE.narrow : LANE.wide),
    titles.reduce((sum, width) => sum + width, 24),
  )
}

function titleWidth({ name, addresses }: Column): number {
  return Math.min(220, Math.max(widthOf('title', name), ...addresses.map((address) => widthOf('address', address))))
}

function clamp(width: number, { least, most }: { least: number; most: number }): number {
  return Math.ceil(Math.min(most, Math.max(least, width)))
}
