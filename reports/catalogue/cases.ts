import type { Condition, ResultRecord, Run } from '../../harness/evidence/schema.ts'
import type { Trace } from '../../harness/evidence/trace-schema.ts'
import { groupBy } from '../words/group.ts'

/** Conditions that show one side of a claim. */
export interface Case {
  /** Null for the conditions of a claim that simply holds. */
  readonly kind: 'true-case' | 'counterexample' | null
  readonly when: string
  readonly conditions: readonly Condition[]
}

/** The conditions of a run by the side of the claim that they show. */
export function casesOf({ conditions }: Run): Case[] {
  const groups = groupBy(conditions, (condition) => JSON.stringify(condition.case))
  const cases = [...groups.values()].flatMap((group): Case[] => {
    const side = group[0]?.case ?? null
    return [{ kind: side?.kind ?? null, when: side?.when ?? '', conditions: group }]
  })
  const order = [null, 'true-case', 'counterexample']
  return cases.sort((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
}

/** When the claim is true, and when it is not, in the words of its conditions; each once. */
export function whens({ runs }: ResultRecord, kind: 'true-case' | 'counterexample'): string[] {
  const sides = runs.flatMap(({ conditions }) => conditions.map((condition) => condition.case))
  return [...new Set(sides.flatMap((side) => (side?.kind === kind ? [side.when] : [])))]
}

/** The runs that a page shows: those marked for it, a counterexample first; else the first one. */
export function shownRuns({ runs }: ResultRecord): Run[] {
  const marked = runs.filter(({ shown }) => shown !== null)
  if (marked.length === 0) return runs.slice(0, 1)
  const counterexamples = marked.filter(({ shown }) => shown === 'counterexample')
  return [...counterexamples, ...marked.filter(({ shown }) => shown === 'example')]
}

/** A run that is shown with what happened in it. */
export interface TracedRun {
  readonly run: Run
  readonly trace: Trace
  /** Whether packets were captured, so that there is a file of them. */
  readonly hasPackets: boolean
}

/** The runs that a page shows with their traces, in its order. */
export function tracedRuns(result: ResultRecord): TracedRun[] {
  return shownRuns(result).flatMap((run) => {
    const { trace } = run
    return trace === null ? [] : [{ run, trace, hasPackets: trace.events.some(({ kind }) => kind === 'packet') }]
  })
}
