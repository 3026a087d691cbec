import pc from 'picocolors'
import { expectationAdvice } from '../../evidence/expectation-state.ts'
import type { Condition, ResultRecord } from '../../evidence/schema.ts'
import { markedVerdict } from '../verdict-mark.ts'

/** An unexpected result so that one can act on it: what was claimed, what decided, and the command that does it again. */
export function unexpectedText(record: ResultRecord): string {
  const { claim, mutant, verdict, again } = record
  const counterexample = record.runs.filter(({ shown }) => shown === 'counterexample')
  const decisive = counterexample.length > 0 ? counterexample : record.runs
  const failing = decisive.flatMap(({ conditions }) => conditions).filter(({ holds }) => !holds)
  const lines = [
    ...(claim.says === claim.id ? [] : [claim.says]),
    ...(mutant === null ? [] : [`It must fail when ${mutant.says}.`]),
    ...adviceOf(record),
    ...(verdict.outcome === 'fail' ? distinctRows(failing) : [verdict.reason ?? '', ...whereInSpec(verdict.detail)]),
    ...(record.property?.counterexample === null || record.property === null
      ? []
      : [`smallest counterexample: ${value(record.property.counterexample)}`]),
    pc.dim(`again: ${again}`),
  ]
  const title = `${markedVerdict(record)} ${pc.bold(claim.id)}${mutant === null ? '' : ` on ${mutant.name}`}`
  return [title, ...lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`)].join('\n')
}

function adviceOf(record: ResultRecord): readonly string[] {
  const advice = expectationAdvice(record)
  return advice === null ? [] : [advice]
}

/** The line of the spec that an error came from. */
function whereInSpec(detail: string | null): readonly string[] {
  const frame = detail?.split('\n').find((line) => /^\s+at .*\.spec\.[jt]s/.test(line))
  return frame === undefined ? [] : [frame.trim()]
}

function distinctRows(conditions: readonly Condition[]): readonly string[] {
  return [...new Set(conditions.map(conditionRows))]
}

function conditionRows({ says, relation, expected, observed }: Condition): string {
  const how = relation === 'equal' ? '' : `${relation} `
  return `${says}\n  expected ${how}${value(expected)}\n  observed ${value(observed)}`
}

const LONGEST = 400

/** A value as JSON; of a very long one its beginning, for all of it is in the evidence. */
function value(json: unknown): string {
  const text = JSON.stringify(json)
  return text.length <= LONGEST
    ? text
    : `${text.slice(0, LONGEST)}… (${text.length} characters; all are in the evidence)`
}
