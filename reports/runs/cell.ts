import { expectationAdvice, expectationState } from '../../harness/evidence/expectation-state.ts'
import type { Outcome, Reading, ResultRecord } from '../../harness/evidence/schema.ts'
import type { ClaimEntry } from '../catalogue/entry.ts'

/** One claim in one run. */
export interface Cell {
  readonly entry: ClaimEntry
  readonly outcome: Outcome
  readonly standing: Standing
  /** The reading that the run showed, where that is not the catalogue's; else null. */
  readonly reads: Reading | null
}

/**
 * How a verdict stands to what was expected.
 * - `expected`: a pass.
 * - `known`: otherwise than the catalogue says, as known of this stack.
 * - `unexpected`: a fail, something unresolved, or not what was known of this stack.
 * - `untold`: it was not put to the test, so the run says nothing of it.
 */
export type Standing = 'expected' | 'known' | 'unexpected' | 'untold'

/** A claim of a run as a cell. */
export function cellOf(entry: ClaimEntry): Cell {
  const { main, outcome } = entry
  const shown = outcome === 'fail' ? (main?.shownReading ?? null) : null
  const reads = shown === entry.claim?.reading ? null : shown
  return { entry, outcome, standing: standingOf(main), reads }
}

/** How a result stands to what was expected; of a claim that was not reached there is none. */
export function standingOf(result: ResultRecord | null): Standing {
  if (result === null) return 'untold'
  const { outcome } = result.verdict
  const state = expectationState(result)
  if (state === 'met') return 'known'
  if (state !== 'none') return 'unexpected'
  if (outcome === 'pass') return 'expected'
  return outcome === 'fail' || outcome === 'unresolved' ? 'unexpected' : 'untold'
}

/** Whether the run says how the stack behaves: it passed or failed, or comes to what is known of this stack. */
export function tells({ outcome, standing }: Cell): boolean {
  return outcome === 'pass' || outcome === 'fail' || standing === 'known'
}

/** Why a verdict is not a pass, or not as expected, as the evidence or the expectation says. */
export interface Why {
  /** What is known of the stack, or what the run told; null if neither says anything. */
  readonly reason: string | null
  /** Whether the reason is known of this stack, rather than told by this run. */
  readonly known: boolean
  /** Where what is known is said, if that is a web address. */
  readonly link: string | null
  /** What to know and do where an expectation is not met, or not any more. */
  readonly advice: string | null
}

/** Why a verdict is as it is. */
export function whyOf({ entry: { main }, standing }: Cell): Why {
  const told = { known: false, link: null, advice: null }
  if (main === null) return { ...told, reason: 'The run ended before it came to this claim.' }
  const { expectation, verdict } = main
  if (standing === 'known' && expectation !== null) {
    const link = /^https?:\/\//i.test(expectation.link) ? expectation.link : null
    return { reason: expectation.reason, known: true, link, advice: null }
  }
  return { ...told, reason: verdict.reason, advice: expectationAdvice(main) }
}
