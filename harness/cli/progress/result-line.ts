import pc from 'picocolors'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { markedVerdict } from '../verdict-mark.ts'
import { seconds } from '../words.ts'

/** A result in a line: verdict, claim, time, and the reason where it is not as expected. */
export function resultLine(record: ResultRecord): string {
  const { claim, mutant, milliseconds, verdict } = record
  const what = mutant === null ? claim.id : `${claim.id} on ${mutant.name}`
  const line = `${markedVerdict(record)} ${what} ${pc.dim(seconds(milliseconds))}`
  const isPlain = isExpected(record) && verdict.outcome !== 'unsupported'
  return isPlain || verdict.reason === null ? line : `${line}  ${verdict.reason.split('\n')[0]}`
}
