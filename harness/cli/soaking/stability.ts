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
  /** The runs that need explaining: their verdict is not as expected, or is another one than that of the first run. */
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
  return {
    claim,
    runs: runs.length,
    outcomes,
    changed: runs.filter(({ verdict }) => verdict.outcome !== first),
    differing: runs.filter((run) => !isExpected(run) || (run.verdict.outcome !== first && !startsWrong(runs))),
    longest: Math.max(0, ...runs.map(({ milliseconds }) => milliseconds)),
  }
}

/** When the first run is the odd one, it is told, and not all those that were as expected. */
function startsWrong([first]: readonly ResultRecord[]): boolean {
  return first !== undefined && !isExpected(first)
}

/** The stability of each claim, in the order of the alphabet. */
export function stabilities(results: readonly ResultRecord[]): readonly Stability[] {
  const claims = [...new Set(results.map(({ claim }) => claim.id))].sort()
  return claims.map((claim) => stabilityOf(claim, results))
}
