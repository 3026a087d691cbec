import type { Condition, Outcome, Reading } from '../evidence/schema.ts'
import { conditionText } from './conditions.ts'

/** What came of an experiment, with the reason in one sentence. */
export interface Verdict {
  readonly outcome: Outcome
  readonly reason: string | null
  readonly detail: string | null
}

/** A judge that cannot decide what it is made to decide: a fault in the claim. */
export class JudgeError extends Error {
  override name = 'JudgeError'
}

/** The verdict on the conditions of one or more runs. */
export function verdictOn(conditions: readonly Condition[]): Verdict {
  const failing = conditions.find((one) => !one.holds)
  if (failing === undefined) return { outcome: 'pass', reason: null, detail: null }
  return { outcome: 'fail', reason: `${conditionText(failing)}.`, detail: null }
}

/** Checks that a judge's conditions can carry the reading: a qualified claim shows both of its cases. */
export function checkCases(reading: Reading, conditions: readonly Condition[]): void {
  const has = (kind: 'true-case' | 'counterexample') => conditions.some((one) => one.case?.kind === kind)
  const wanted = {
    holds: !has('true-case') && !has('counterexample'),
    qualified: has('true-case') && has('counterexample'),
    contradicted: has('counterexample'),
  }[reading]
  if (conditions.length === 0) throw new JudgeError('The judge gave no conditions: nothing was decided.')
  if (!wanted) {
    throw new JudgeError(
      `A claim whose reading is ${reading} must show ` +
        `${{ holds: 'no cases', qualified: 'a case with trueWhen() and one with butNot()', contradicted: 'a case with butNot()' }[reading]}.`,
    )
  }
}
