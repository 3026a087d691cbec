import { tracedRuns } from '../../../reports/catalogue/cases.ts'
import { textLadder } from '../../../reports/text/ladder.ts'
import type { ResultRecord } from '../../evidence/schema.ts'

/** The timeline of the run that is shown, as a ladder of text. */
export function happenedText(result: ResultRecord, _columns: number): readonly string[] {
  const [first] = tracedRuns(result)
  if (first === undefined) return []
  return textLadder(first.trace, result.lab?.hosts ?? [])
    .trimEnd()
    .split('\n')
}
