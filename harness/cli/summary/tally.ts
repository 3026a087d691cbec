import { expectationState } from '../../evidence/expectation-state.ts'
import type { Outcome, ResultRecord } from '../../evidence/schema.ts'
import { count } from '../words.ts'

const ORDER: readonly Outcome[] = ['pass', 'fail', 'unresolved', 'unsupported', 'untested']

/** How many results there are of each kind: `21 claims: 20 pass, 1 fail`. */
export function tally(results: readonly ResultRecord[]): string {
  const onMutants = results.some(({ mutant }) => mutant !== null)
  const numbers = ORDER.flatMap((outcome) => {
    const found = results.filter(({ verdict }) => verdict.outcome === outcome)
    const known = found.filter((result) => expectationState(result) === 'met').length
    const rest = found.length - known
    return [
      ...(rest === 0 ? [] : [`${rest} ${onMutants ? MUTANT_WORDS[outcome] : outcome}`]),
      ...(known === 0 ? [] : [`${known} ${outcome} as known of this stack`]),
    ]
  })
  return `${whatOf(results, onMutants)}${numbers.length === 0 ? '' : `: ${numbers.join(', ')}`}`
}

function whatOf(results: readonly ResultRecord[], onMutants: boolean): string {
  const claims = new Set(results.map(({ claim }) => claim.id)).size
  if (onMutants) return `${count(results.length, 'mutant')} of ${count(claims, 'claim')}`
  return results.length > claims
    ? `${count(results.length, 'run')} of ${count(claims, 'claim')}`
    : count(claims, 'claim')
}

const MUTANT_WORDS: Readonly<Record<Outcome, string>> = {
  pass: 'survived',
  fail: 'killed',
  unresolved: 'unresolved',
  unsupported: 'unsupported',
  untested: 'untested',
}
