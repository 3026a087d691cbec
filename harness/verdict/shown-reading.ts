import type { Condition, Reading } from '../evidence/schema.ts'

/**
 * The reading that conditions show on their own, whatever the catalogue expects: a claim whose true case and
 * counterexample were both seen is qualified, and so on. Null if they show none.
 */
export function shownReading(conditions: readonly Condition[]): Reading | null {
  const side = (kind: 'true-case' | 'counterexample') => conditions.filter((one) => one.case?.kind === kind)
  const shown = (some: readonly Condition[]) => some.length > 0 && some.every((one) => one.holds)
  if (!shown(conditions.filter((one) => one.case === null)) && conditions.some((one) => one.case === null)) return null
  const [trueCase, counterexample] = [side('true-case'), side('counterexample')]
  if (trueCase.length === 0 && counterexample.length === 0) return conditions.length > 0 ? 'holds' : null
  if (shown(trueCase) && shown(counterexample)) return 'qualified'
  if (shown(counterexample)) return 'contradicted'
  return shown(trueCase) ? 'holds' : null
}
