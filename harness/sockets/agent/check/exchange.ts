import type { AgentCall, ResultLine } from '../protocol.ts'
import type { Fault } from './fault.ts'

/** A line that went to an agent or came from it. */
export interface ConversationLine {
  readonly way: 'to the agent' | 'from the agent' | 'standard error'
  readonly text: string
}

/** A request and what came of it. */
export interface Exchange {
  readonly id: number
  /** A call of the protocol, or one that there is not. */
  readonly call: AgentCall | (string & {})
  /** As it is on the line. */
  readonly request: object
  /** When it was made, as `performance.now()` tells. */
  readonly at: number
  /** The lines that belong to it, in the order in which they went and came. */
  readonly lines: ConversationLine[]
  readonly faults: Fault[]
  /** Whether a line came that was its result, be it of the right form or not. */
  answered: boolean
  /** null while there is none of the right form. */
  result: ResultLine | null
  /** Milliseconds from the request to its result; null while there is none. */
  milliseconds: number | null
  /** What else is to be said of it, which is no fault. */
  remark: string | null
}

/** A request that is made now. */
export function exchange(id: number, call: Exchange['call'], request: object): Exchange {
  return {
    id,
    call,
    request,
    at: performance.now(),
    lines: [],
    faults: [],
    answered: false,
    result: null,
    milliseconds: null,
    remark: null,
  }
}
