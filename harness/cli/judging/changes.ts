import pc from 'picocolors'
import type { Condition, ResultRecord } from '../../evidence/schema.ts'
import { conditionText } from '../../verdict/conditions.ts'
import { isExpected } from '../exit-code.ts'
import { outcomeWord } from '../verdict-mark.ts'
import { type Comparison, isAsBefore } from './comparison.ts'

/** What judging again changed of one result, or what is not as the catalogue says; nothing if neither. */
export function changeText(comparison: Comparison): string | null {
  const { before, now, verdictChanged, changed } = comparison
  if (isAsBefore(comparison) && changed === null) return null
  const mark = isAsBefore(comparison) ? pc.yellow('~') : pc.red('✗')
  const lines = [
    verdictChanged
      ? `before ${outcomeWord(before)}, now ${outcomeWord(now)}`
      : `${outcomeWord(now)}, as before${isExpected(now) ? '; the conditions changed' : ''}`,
    ...conditionLines(comparison),
  ]
  return [`${mark} ${pc.bold(titleOf(before))}`, ...lines.map((line) => `  ${line}`)].join('\n')
}

function conditionLines({ now, changed }: Comparison): readonly string[] {
  if (now.verdict.outcome === 'unresolved')
    return [`The judge could not decide: ${now.verdict.reason ?? 'it gave no reason'}`]
  if (changed !== null) return [`before: ${one(changed.before)}`, `now:    ${one(changed.now)}`]
  return now.verdict.reason === null ? [] : now.verdict.reason.split('\n')
}

function one(condition: Condition | null): string {
  if (condition === null) return 'no such condition'
  return `${conditionText(condition)} (${condition.holds ? 'met' : 'not met'})`
}

/** A result by the names of its claim and mutant. */
export function titleOf({ claim, mutant, repeat }: ResultRecord): string {
  const again = repeat === 0 ? '' : `, repetition ${repeat}`
  return `${claim.id}${mutant === null ? '' : ` on ${mutant.name}`}${again}`
}
