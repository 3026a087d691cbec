import type { Mark, PacketItem, Row } from './model.ts'
import { type Side, sideOf, span } from './sides.ts'

/** Without anything happening for so long, the ladder says how long it was. Nanoseconds. */
const LONG = 100e6
/** What stands in one row happened within this time. Nanoseconds. */
const TOGETHER = 1e6

/** Lays marks into rows, each in a row of its own unless it belongs to what stands there already. */
export function rowsOf(marks: readonly Mark[], columns: number): Row[] {
  const rows: Row[] = []
  let open: Mark[] = []
  const close = (): void => {
    const [first] = open
    if (first !== undefined) rows.push({ kind: 'marks', at: first.at, marks: open })
    open = []
  }
  for (const mark of marks) {
    const last = open.at(-1)
    if (last !== undefined && !belongs(mark, open, columns)) {
      close()
      const nanoseconds = mark.at - last.at
      if (nanoseconds >= LONG) rows.push({ kind: 'gap', nanoseconds })
    }
    open.push(mark)
  }
  close()
  return rows
}

/**
 * A packet may stand beside the call that made it, where the call has its label on the other side; and a result or a note
 * beside the packet that brought it: at the edge of the ladder, where the label has a side to itself.
 */
function belongs(mark: Mark, row: readonly Mark[], columns: number): boolean {
  const [first] = row
  if (first === undefined || mark.at - first.at >= TOGETHER) return false
  const { item } = mark
  const packet = row.find((one) => one.item.kind === 'packet')
  if (item.kind === 'packet') return mark.part !== 'ends' && packet === undefined && madeBy(first, item, columns)
  const { column } = item
  const isAtEdge = column === 0 || column === columns - 1
  if (!isAtEdge || packet === undefined || packet.item.kind !== 'packet') return false
  const isFree = row.every((one) => one.item.kind === 'packet' || one.item.column !== column)
  const touches = (packet.item.to === column) !== (packet.item.from === column)
  return isFree && touches && columns > 1 && (item.kind === 'note' || mark.part === 'ends')
}

/** Whether a packet left within a call that stands alone in its row, on the side that is free of the call's label. */
function madeBy({ item: call, part }: Mark, packet: PacketItem, columns: number): boolean {
  if (call.kind !== 'call' || part !== 'whole' || call.until === null || packet.at > call.until) return false
  const side = sideOfDeparture(packet, columns)
  return packet.from === call.column && side !== null && side !== sideOf(call.column, columns)
}

/** The side of its column on which a packet leaves; null if it leaves for that column itself. */
function sideOfDeparture(packet: PacketItem, columns: number): Side | null {
  const { start, end } = span(packet, columns)
  if (start === end) return null
  return end > start ? 'right' : 'left'
}
