import { Meanwhile } from './meanwhile.ts'
import type { CallItem, Item, Mark, PacketItem } from './model.ts'

/** Calls whose purpose is to wait for another host; the packets of others within them are what they waited for. */
const WAITING = ['connect', 'accept', 'accept4', 'recv', 'recvfrom', 'recvmsg', 'poll', 'epoll_wait']
/** A call that takes less than this did not block for anybody. Nanoseconds. */
const BRIEF = 1e6
/** A packet that takes longer than this over a link was held up, so that its arrival is an event of its own. Nanoseconds. */
const HELD_UP = 0.5e6

/** Turns items into marks: what took so long that other things happened meanwhile has a beginning and an end. */
export function marksOf(items: readonly Item[]): Mark[] {
  const meanwhile = new Meanwhile(items)
  const marks = items.flatMap((item) => {
    const end = endOf(item, meanwhile)
    if (end === null) return [mark(item, 'whole', item.at)]
    return end === Number.POSITIVE_INFINITY
      ? [mark(item, 'begins', item.at)]
      : [mark(item, 'begins', item.at), mark(item, 'ends', end)]
  })
  return marks.sort((one, other) => one.at - other.at)
}

function mark(item: Item, part: Mark['part'], at: number): Mark {
  return { item, part, at }
}

/** When an item that takes rows ends; null if it stands in one row. A call that never returned ends at infinity. */
function endOf(item: Item, meanwhile: Meanwhile): number | null {
  switch (item.kind) {
    case 'note':
      return null
    case 'packet':
      return isHeldUp(item) && meanwhile.between(item.at, item.arrives).length > 0 ? item.arrives : null
    case 'call': {
      const until = item.until ?? Number.POSITIVE_INFINITY
      const others = meanwhile.between(item.at, until)
      return (others.length === 0 && item.until !== null) || isBrief(item, others) ? null : until
    }
  }
}

function isHeldUp(item: PacketItem): item is PacketItem & { arrives: number } {
  return item.arrives !== null && item.arrives - item.at >= HELD_UP
}

/** A call that only made packets, and did not wait, needs no bar: they stand right below it. */
function isBrief(call: CallItem, others: readonly Item[]): boolean {
  if (call.until === null || call.until - call.at >= BRIEF) return false
  const waits = WAITING.includes(call.event.call)
  return others.every((item) => item.kind === 'packet' && (!waits || item.from === call.column))
}
