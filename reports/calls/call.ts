import type { CallEvent } from '../../harness/evidence/trace-schema.ts'
import { visible } from '../words/visible.ts'
import { argumentsText } from './arguments.ts'
import { outcomeText } from './outcome.ts'

/** A call as it is read: what was asked, and what came of it. */
export interface CallText {
  /** For example `connect(10.77.0.12:3490)`. */
  readonly asked: string
  /** For example `= −1 ECONNREFUSED`; null while the call has not returned. */
  readonly outcome: string | null
  readonly failed: boolean
}

/** Writes one call for people. `accept4` is called by the name that everybody knows. */
export function callText(event: CallEvent): CallText {
  const name = event.call === 'accept4' ? 'accept' : visible(event.call)
  return {
    asked: `${name}(${argumentsText(event.call, event.request)})`,
    outcome: outcomeText(event),
    failed: event.result !== null && event.result.errno !== null,
  }
}

/** A whole call on one line. */
export function callLine(event: CallEvent): string {
  const { asked, outcome } = callText(event)
  return outcome === null ? `${asked} has not returned` : `${asked} ${outcome}`
}
