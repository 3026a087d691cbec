import { tracedRuns } from '../../../reports/catalogue/cases.ts'
import { fittingLadder } from '../../../reports/text/fit.ts'
import type { ResultRecord } from '../../evidence/schema.ts'

/** The timeline of the run that is shown, as a ladder of text that fits the terminal. */
export function happenedText(result: ResultRecord, columns: number): readonly string[] {
  const [first] = tracedRuns(result)
  if (first === undefined) return []
  return fittingLadder(first.trace, result.lab?.hosts ?? [], columns)
    .trimEnd()
    .split('\n')
}
