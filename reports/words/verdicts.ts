import type { Outcome, Reading } from '../../harness/evidence/schema.ts'

/** The verdicts in the order in which a report counts them. */
export const OUTCOMES: readonly Outcome[] = ['pass', 'fail', 'unresolved', 'unsupported', 'untested']

/** What each verdict says, in a few words. */
export const OUTCOME_MEANING: Readonly<Record<Outcome, string>> = {
  pass: 'this machine behaves as the reading says',
  fail: 'this machine behaves otherwise',
  unresolved: 'the set-up broke, so nothing is known',
  unsupported: 'this machine lacks what the claim needs',
  untested: 'not reached in this run',
}

/** The readings in the order in which a report counts them. */
export const READINGS: readonly Reading[] = ['holds', 'qualified', 'contradicted']

/** What each reading says, in a few words. */
export const READING_MEANING: Readonly<Record<Reading, string>> = {
  holds: 'true as said',
  qualified: 'true only under a condition',
  contradicted: 'wrong as said',
}
