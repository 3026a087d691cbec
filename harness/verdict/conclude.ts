import { errorDetail, errorText } from '../errors.ts'
import type { Condition, Reading } from '../evidence/schema.ts'
import { type Lack, NotOffered } from '../not-offered.ts'
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
    return { verdict: notJudged(error), shownReading: null }
  }
  return { verdict: verdictOn(conditions), shownReading: shownReading(conditions) }
}

/** The verdict when something kept a claim from being observed or judged: it is not offered here, or it broke. */
export function notJudged(error: unknown): Verdict {
  return error instanceof NotOffered ? unsupported(error) : unresolved(error)
}

/** The verdict where the stack or the machine lacks what the claim needs. */
export function unsupported({ name, reason, mend }: Lack): Verdict {
  return { outcome: 'unsupported', reason: `No ${name} here: ${reason}. To mend it: ${mend}.`, detail: null }
}

/** The verdict when something kept a claim from being observed or judged. */
export function unresolved(error: unknown): Verdict {
  return { outcome: 'unresolved', reason: errorText(error), detail: errorDetail(error) }
}
