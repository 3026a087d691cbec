import { expectationState } from '../../harness/evidence/expectation-state.ts'
import type { ClaimDescription, HeaderRecord, Outcome, ResultRecord } from '../../harness/evidence/schema.ts'
import type { Evidence } from '../evidence.ts'
import { groupBy } from '../words/group.ts'

/** All that the evidence of a run says of one claim. */
export interface ClaimEntry {
  readonly id: string
  /** Null if the claim was planned and not reached: then nothing is known but its id. */
  readonly claim: ClaimDescription | null
  /** The stack as it is, in every repetition. */
  readonly results: readonly ResultRecord[]
  /** The stack with one thing made wrong on purpose. */
  readonly mutants: readonly ResultRecord[]
  /** The result that the page shows: one that came out otherwise if there is one. */
  readonly main: ResultRecord | null
  readonly outcome: Outcome
}

/** Of several results, the one that a reader must see first. */
const URGENCY: readonly Outcome[] = ['fail', 'unresolved', 'pass', 'unsupported', 'untested']

/** The claims of a run, in the order of its plan. */
export function entriesOf({ header, results }: Evidence): ClaimEntry[] {
  const byClaim = groupBy(results, ({ claim }) => claim.id)
  return [...new Set([...plannedIds(header), ...byClaim.keys()])].map((id) => entryOf(id, byClaim.get(id) ?? []))
}

function plannedIds({ plan }: HeaderRecord): readonly string[] {
  return plan.claims
}

function entryOf(id: string, records: readonly ResultRecord[]): ClaimEntry {
  const results = records.filter(({ mutant }) => mutant === null)
  const mutants = records.filter(({ mutant }) => mutant !== null)
  const main = [...results].sort((one, other) => urgency(one) - urgency(other))[0] ?? null
  return { id, claim: records[0]?.claim ?? null, results, mutants, main, outcome: main?.verdict.outcome ?? 'untested' }
}

function urgency({ verdict }: ResultRecord): number {
  return URGENCY.indexOf(verdict.outcome)
}

/** Whether a mutant did what it is there for: the check failed on it. */
export function isCaught({ verdict }: ResultRecord): boolean {
  return verdict.outcome === 'fail'
}

/** Whether somebody should look at a claim: it failed, nothing came of it, or a mutant got past it. */
export function needsAttention({ outcome, main, mutants }: ClaimEntry): boolean {
  const state = main === null ? 'none' : expectationState(main)
  if (state !== 'none') return state !== 'met' || mutants.some(escaped)
  return outcome === 'fail' || outcome === 'unresolved' || mutants.some(escaped)
}

/** Whether a check passed although its stack was wrong. */
export function escaped({ verdict }: ResultRecord): boolean {
  return verdict.outcome === 'pass'
}
