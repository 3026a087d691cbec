/** The ways in which an agent departs from the protocol. */
export type FaultKind =
  | 'garbage'
  | 'wrong form'
  | 'wrong id'
  | 'second result'
  | 'wrong value'
  | 'wrong times'
  | 'invented errno'
  | 'missing call'
  | 'late result'
  | 'no result'
  | 'calls wait for each other'
  | 'cancel'
  | 'out of order'
  | 'crash'
  | 'does not end'

/** One departure of an agent from the protocol (docs/agent-protocol.md), for whoever writes the agent. */
export interface Fault {
  readonly kind: FaultKind
  /** What came, a sentence. */
  readonly came: string
  /** What the protocol says, a sentence. */
  readonly protocol: string
  /** What to do next, a sentence. */
  readonly mend: string
}
