import pc from 'picocolors'
import { expectationAdvice, expectationState } from '../../evidence/expectation-state.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { markedVerdict } from '../verdict-mark.ts'
import { seconds } from '../words.ts'

/** A result in a line: verdict, claim, time, and the reason where it is not as expected. */
export function resultLine(record: ResultRecord): string {
  const { claim, mutant, milliseconds, verdict } = record
  const what = mutant === null ? claim.id : `${claim.id} on ${mutant.name}`
  const line = `${markedVerdict(record)} ${what} ${pc.dim(seconds(milliseconds))}`
  if (verdict.outcome === 'unsupported') return `${line}  ${beforeColon(verdict.reason ?? '')}`
  const advice = expectationAdvice(record)
  if (advice !== null) return `${line}  ${advice.split('\n')[0]}`
  if (expectationState(record) === 'met') return `${line}  known of this stack: ${record.expectation?.reason}`
  return isExpected(record) || verdict.reason === null ? line : `${line}  ${verdict.reason.split('\n')[0]}`
}

/** What is missing; why, and how to mend it, stands once in the summary. */
function beforeColon(reason: string): string {
  return reason.split(':')[0] ?? reason
}
