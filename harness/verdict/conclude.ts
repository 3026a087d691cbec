import { errorDetail, errorText } from '../errors.ts'
import type { Condition, Reading } from '../evidence/schema.ts'
import { checkCases, type Verdict, verdictOn } from './judge.ts'
import { shownReading } from './shown-reading.ts'

/** What the runs of a claim come to together. */
export interface Conclusion {
  readonly verdict: Verdict
  readonly shownReading: Reading | null
}

/** Runs that were judged. */
export interface JudgedRuns {
  readonly runs: readonly { readonly conditions: readonly Condition[] }[]
  /** What kept a run from being observed or judged; null if nothing did. */
  readonly broken: unknown
}

/** The verdict on the runs of a claim, whether they were just made or were stored and judged again. */
export function conclude(reading: Reading, { runs, broken }: JudgedRuns): Conclusion {
  const conditions = runs.flatMap((run) => run.conditions)
  try {
    if (broken !== null) throw broken
    for (const run of runs) checkCases(reading, run.conditions)
  } catch (error) {
    return { verdict: unresolved(error), shownReading: null }
  }
  return { verdict: verdictOn(conditions), shownReading: shownReading(conditions) }
}

/** The verdict when something kept a claim from being observed or judged. */
export function unresolved(error: unknown): Verdict {
  return { outcome: 'unresolved', reason: errorText(error), detail: errorDetail(error) }
}
