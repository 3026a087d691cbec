import type { ResultRecord } from './schema.ts'

/**
 * How a result stands to what was expected of its claim on this stack.
 * - `none`: nothing but what the catalogue says was expected.
 * - `met`: it deviates as expected.
 * - `expired`: it deviates as expected, but the expectation was to be looked at again by now.
 * - `over`: it passes; the deviation is no more.
 * - `other`: it deviates otherwise than expected.
 */
export type ExpectationState = 'none' | 'met' | 'expired' | 'over' | 'other'

/** How a result stands to what was expected. What could not be tested for another reason says nothing of it: `none`. */
export function expectationState(
  result: Pick<ResultRecord, 'expectation' | 'verdict' | 'startedAt'>,
): ExpectationState {
  const { expectation, verdict, startedAt } = result
  if (expectation === null) return 'none'
  if (verdict.outcome === expectation.verdict) return startedAt.slice(0, 10) > expectation.expires ? 'expired' : 'met'
  if (verdict.outcome === 'pass') return 'over'
  return verdict.outcome === 'unsupported' || verdict.outcome === 'untested' ? 'none' : 'other'
}

/** What to know, and do, of an expectation that does not just hold; null if it does. */
export function expectationAdvice(result: Pick<ResultRecord, 'expectation' | 'verdict' | 'startedAt'>): string | null {
  const { expectation } = result
  if (expectation === null) return null
  const { verdict, reason, expires } = expectation
  switch (expectationState(result)) {
    case 'none':
    case 'met':
      return null
    case 'expired':
      return `It was expected to be ${verdict} (${reason}), but that was to be looked at again by ${expires}. Next: do so, and give it another date.`
    case 'over':
      return `It was expected to be ${verdict} (${reason}), and it passes. Next: take the expectation out, or give the versions that it is true of.`
    case 'other':
      return `It was expected to be ${verdict} (${reason}), and it is ${result.verdict.outcome}.`
  }
}
