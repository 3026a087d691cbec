import pc from 'picocolors'
import type { Outcome, ResultRecord } from '../evidence/schema.ts'
import { isExpected } from './exit-code.ts'

const WIDTH = 'unsupported'.length

/** The word and the shape for a result, so that colour alone says nothing: ✓ as expected, ✗ not, ○ not tested. */
export function markedVerdict(record: ResultRecord): string {
  const word = record.mutant === null ? record.verdict.outcome : onMutant(record.verdict.outcome)
  const padded = word.padEnd(WIDTH)
  if (record.verdict.outcome === 'unsupported') return pc.yellow(`○ ${padded}`)
  return isExpected(record) ? pc.green(`✓ ${padded}`) : pc.red(`✗ ${padded}`)
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
