import pc from 'picocolors'
import type { Outcome, ResultRecord } from '../evidence/schema.ts'
import { isExpected } from './exit-code.ts'

const WIDTH = 'unsupported'.length

/** The word and the shape for a result, so that colour alone says nothing: ✓ as expected, ✗ not, ○ not tested. */
export function markedVerdict(record: ResultRecord): string {
  const padded = outcomeWord(record).padEnd(WIDTH)
  if (record.verdict.outcome === 'unsupported') return pc.yellow(`○ ${padded}`)
  return isExpected(record) ? pc.green(`✓ ${padded}`) : pc.red(`✗ ${padded}`)
}

/** What came of a result, in a word: on a mutant a fail is a kill. */
export function outcomeWord({ verdict, mutant }: ResultRecord): string {
  return mutant === null ? verdict.outcome : onMutant(verdict.outcome)
}

/** A mutant is killed when the claim fails on it. */
function onMutant(outcome: Outcome): string {
  return {
    pass: 'survived',
    fail: 'killed',
    unresolved: 'unresolved',
    unsupported: 'unsupported',
    untested: 'untested',
  }[outcome]
}
