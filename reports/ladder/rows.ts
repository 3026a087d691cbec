import type { Mark, Row } from './model.ts'

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
 * A packet may stand beside the call that made it, and a result or a note beside the packet that brought it: at the edge
 * of the ladder, where the label has a side to itself.
 */
function belongs(mark: Mark, row: readonly Mark[], columns: number): boolean {
  const [first] = row
  if (first === undefined || mark.at - first.at >= TOGETHER) return false
  const { item } = mark
  const packet = row.find((one) => one.item.kind === 'packet')
  if (item.kind === 'packet') return mark.part !== 'ends' && packet === undefined && madeBy(first, mark)
  const { column } = item
  const isAtEdge = column === 0 || column === columns - 1
  if (!isAtEdge || packet === undefined || packet.item.kind !== 'packet') return false
  const isFree = row.every((one) => one.item.kind === 'packet' || one.item.column !== column)
  const touches = (packet.item.to === column) !== (packet.item.from === column)
  return isFree && touches && columns > 1 && (item.kind === 'note' || mark.part === 'ends')
}

/** Whether a packet left within a call that stands alone in its row. */
function madeBy({ item, part }: Mark, { item: packet }: Mark): boolean {
  if (item.kind !== 'call' || part !== 'whole' || packet.kind !== 'packet') return false
  return packet.from === item.column && packet.to !== item.column && item.until !== null && packet.at <= item.until
}
