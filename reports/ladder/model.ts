import type { CallEvent, FactEvent } from '../../harness/evidence/trace-schema.ts'
import type { CallText } from '../calls/call.ts'
import type { Journey } from '../packets/journey.ts'

/** A host, a program or a router: who acts in a ladder. */
export interface Column {
  readonly name: string
  /** `nobody` stands for an address at which no program of the trace has a socket. */
  readonly role: 'host' | 'router' | 'program' | 'nobody'
  readonly addresses: readonly string[]
}

/** A call of the sockets API in the column of the program that made it. */
export interface CallItem {
  readonly kind: 'call'
  readonly at: number
  /** Null if it had not returned when the trace ended. */
  readonly until: number | null
  readonly column: number
  /** Which socket, if the column has several. */
  readonly who: string | null
  readonly text: CallText
  readonly event: CallEvent
}

/** A packet on its way between two columns. */
export interface PacketItem {
  readonly kind: 'packet'
  readonly at: number
  /** When it came in; null if it was never seen to. */
  readonly arrives: number | null
  /** Null if it was not seen to leave and its source is nobody's address. */
  readonly from: number | null
  /** Null if nobody has the address it went to. */
  readonly to: number | null
  /** `4000 → 80`; null where only one pair of ports is about, or the protocol has none. */
  readonly ports: string | null
  readonly says: string
  readonly journey: Journey
}

/** Something that was read, printed or announced. */
export interface NoteItem {
  readonly kind: 'note'
  readonly at: number
  /** Null for what concerns all: a step of the experiment. */
  readonly column: number | null
  readonly source: FactEvent['source']
  readonly says: string
}

export type Item = CallItem | PacketItem | NoteItem

/** What stands in one row: a whole item, or where one that takes longer begins or ends. */
export interface Mark {
  readonly item: Item
  readonly part: 'whole' | 'begins' | 'ends'
  readonly at: number
}

/** A row of the ladder. Time runs from row to row, not to scale. */
export type Row =
  | { readonly kind: 'marks'; readonly at: number; readonly marks: readonly Mark[] }
  | { readonly kind: 'gap'; readonly nanoseconds: number }
  | { readonly kind: 'cut'; readonly events: number }

/** A trace made ready to be drawn. */
export interface Ladder {
  readonly columns: readonly Column[]
  readonly rows: readonly Row[]
  /** Packets by which hosts only find each other, left out. */
  readonly noise: number
  /** Events that the trace itself left out. */
  readonly elided: number
}
