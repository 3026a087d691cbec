import { isDeepStrictEqual } from 'node:util'
import type { Condition, ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import type { JudgedAgain } from './judge-again.ts'

/** A stored result beside what it comes to now. */
export interface Comparison {
  readonly before: ResultRecord
  /** The result with the verdict that it comes to now; the stored one where there was nothing to judge. */
  readonly now: ResultRecord
  readonly wasJudged: boolean
  readonly verdictChanged: boolean
  /** A condition that is otherwise than before, the one that says most. */
  readonly changed: { readonly before: Condition | null; readonly now: Condition | null } | null
}

/** Compares a stored result with what its observations come to now; null stands for nothing to judge. */
export function compare(before: ResultRecord, again: JudgedAgain | null): Comparison {
  if (again === null) return { before, now: before, wasJudged: false, verdictChanged: false, changed: null }
  const { verdict, shownReading, conditions } = again
  const runs = before.runs.map((run, index) => ({ ...run, conditions: [...(conditions[index] ?? [])] }))
  return {
    before,
    now: { ...before, verdict, shownReading, runs },
    wasJudged: true,
    verdictChanged: verdict.outcome !== before.verdict.outcome,
    changed: firstChange(before, conditions),
  }
}

/** Whether a comparison shows what should be: the verdict as it was, and as the catalogue says. */
export function isAsBefore({ verdictChanged, now }: Comparison): boolean {
  return !verdictChanged && isExpected(now)
}

/** What decides the verdict is told before what does not: a condition that began or ceased to hold comes first. */
function firstChange({ runs }: ResultRecord, now: JudgedAgain['conditions']): Comparison['changed'] {
  const changes = runs.flatMap((run, index) => changesOf(run.conditions, now[index] ?? []))
  return (
    changes.find(({ now }) => now?.holds === false) ??
    changes.find(({ before, now }) => before?.holds !== now?.holds) ??
    changes[0] ??
    null
  )
}

/** Pairs of conditions that are not the same; those of one name belong together, in the order in which they stand. */
function changesOf(before: readonly Condition[], now: readonly Condition[]): NonNullable<Comparison['changed']>[] {
  const left = [...before]
  const pairs = now.map((condition) => {
    const place = left.findIndex((one) => one.says === condition.says && isDeepStrictEqual(one.case, condition.case))
    return { before: place === -1 ? null : (left.splice(place, 1)[0] ?? null), now: condition }
  })
  return [...pairs, ...left.map((one) => ({ before: one, now: null }))].filter(
    (pair) => !isDeepStrictEqual(pair.before, pair.now),
  )
}
