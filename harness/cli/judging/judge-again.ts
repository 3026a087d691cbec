import { type AnyClaim, judge } from '../../claim/claim.ts'
import type { Condition, ResultRecord } from '../../evidence/schema.ts'
import { type Conclusion, conclude } from '../../verdict/conclude.ts'

/** What stored observations come to when they are judged again. */
export interface JudgedAgain extends Conclusion {
  /** The conditions of each run, in its order. */
  readonly conditions: readonly (readonly Condition[])[]
}

/**
 * Judges the stored observations of a result with the judge that the claim has now. Pure: no sockets are touched. Null
 * where there is nothing to judge: the experiment did not run, or broke before its observation was complete.
 */
export function judgeAgain(claim: AnyClaim, { verdict, runs }: ResultRecord): JudgedAgain | null {
  const wasJudged = verdict.outcome === 'pass' || verdict.outcome === 'fail'
  if (!wasJudged || runs.length === 0) return null
  const judged: Condition[][] = []
  let broken: unknown = null
  for (const { observation, input } of runs) {
    try {
      judged.push(asStored(judge(claim, observation, input)))
    } catch (error) {
      broken ??= error
      judged.push([])
    }
  }
  const concluded = conclude(claim.reading, { runs: judged.map((conditions) => ({ conditions })), broken })
  return { ...concluded, conditions: judged }
}

/** Conditions as they would be read from evidence, so that they compare with stored ones. */
function asStored(conditions: readonly Condition[]): Condition[] {
  return JSON.parse(JSON.stringify(conditions))
}
