import type { PacketNature } from '../packets/view.ts'
import type { CallItem, Item, Ladder, Mark, NoteItem, PacketItem } from './model.ts'

/** A result that comes later than this names its call again, since that stands far above. Nanoseconds. */
const LONG = 100e6

/** On which side of its column a label stands: outside at the edges, in the lane to the right otherwise. */
export type Side = 'left' | 'right'

/** The side of the labels of a column. */
export function sideOf(column: number, columns: number): Side {
  return column === 0 && columns > 1 ? 'left' : 'right'
}

/** What a mark of a call or a note says at its column. */
export function labelOf(mark: Mark): string {
  const { item, part } = mark
  if (item.kind === 'packet') return packetLabel(item)
  if (item.kind === 'note') return noteLabel(item)
  return callLabel(item, part)
}

function callLabel({ who, text, at, until, event }: CallItem, part: Mark['part']): string {
  const name = who === null ? '' : `${who}: `
  const outcome = text.outcome ?? 'has not returned'
  if (part === 'ends') return `${name}${until !== null && until - at > LONG ? `${event.call} ` : ''}${outcome}`
  return part === 'begins' ? `${name}${text.asked}` : `${name}${text.asked} ${outcome}`
}

function noteLabel({ source, says }: NoteItem): string {
  return source === 'experiment' ? says : `${source}: ${says}`
}

/** What is written on the arrow of a packet: the words that matter here, the others are in the raw trace. */
export function packetLabel(item: PacketItem): string {
  const { says, journey, ports } = item
  const parts = says.split(/ {2,}/).filter((part) => !isBeside(part, journey.view.nature))
  const fate = journey.again ? ['again'] : isLost(item) ? ['not seen to arrive'] : []
  return [...(ports === null ? [] : [ports]), ...parts, ...fate].join('  ')
}

/** How large segments may be says nothing here, nor does where a segment without data stands in the stream. */
function isBeside(part: string, nature: PacketNature): boolean {
  return /^mss \d+$/.test(part) || (nature === 'ack' && /^seq \d+$/.test(part))
}

/** The columns between which an arrow is drawn; one that begins or ends nowhere is drawn to or from the next column. */
export function span({ from, to }: PacketItem, columns: number): { start: number; end: number } {
  if (from === null && to === null) return { start: 0, end: 0 }
  if (from === null) return { start: neighbour(to ?? 0, columns), end: to ?? 0 }
  return { start: from, end: to ?? neighbour(from, columns) }
}

/** Whether a packet was never seen to arrive. */
export function isLost({ arrives }: PacketItem): boolean {
  return arrives === null
}

/** All items that a ladder shows, each once, in order. */
export function shownItems({ rows }: Ladder): Item[] {
  return rows
    .flatMap((row) => (row.kind === 'marks' ? row.marks.filter(({ part }) => part !== 'ends') : []))
    .map(({ item }) => item)
}

function neighbour(column: number, columns: number): number {
  return column < columns - 1 ? column + 1 : Math.max(0, column - 1)
}
