import type { Outcome, ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'

/** What a claim that was run again and again came to. */
export interface Stability {
  readonly claim: string
  readonly runs: number
  /** How often it came to each verdict, in the order in which they came first. */
  readonly outcomes: ReadonlyMap<Outcome, number>
  /** The runs that came to another verdict than the first one did. */
  readonly changed: readonly ResultRecord[]
  /** The runs that need explaining: their verdict is not as expected; if all are, those that changed. */
  readonly differing: readonly ResultRecord[]
  /** Milliseconds of the run that took longest. */
  readonly longest: number
}

/** Whether a claim's verdict was the same every time. */
export function stabilityOf(claim: string, results: readonly ResultRecord[]): Stability {
  const runs = results.filter((result) => result.claim.id === claim).sort((one, other) => one.repeat - other.repeat)
  const first = runs[0]?.verdict.outcome
  const outcomes = new Map<Outcome, number>()
  for (const { verdict } of runs) outcomes.set(verdict.outcome, (outcomes.get(verdict.outcome) ?? 0) + 1)
  const changed = runs.filter(({ verdict }) => verdict.outcome !== first)
  const unexpected = runs.filter((run) => !isExpected(run))
  return {
    claim,
    runs: runs.length,
    outcomes,
    changed,
    differing: unexpected.length > 0 ? unexpected : changed,
    longest: Math.max(0, ...runs.map(({ milliseconds }) => milliseconds)),
  }
}

/** The stability of each claim, in the order of the alphabet. */
export function stabilities(results: readonly ResultRecord[]): readonly Stability[] {
  const claims = [...new Set(results.map(({ claim }) => claim.id))].sort()
  return claims.map((claim) => stabilityOf(claim, results))
}
