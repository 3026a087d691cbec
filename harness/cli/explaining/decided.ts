import pc from 'picocolors'
import { valueText } from '../../../reports/calls/value.ts'
import { type Case, casesOf, shownRuns } from '../../../reports/catalogue/cases.ts'
import { dateAndTime } from '../../../reports/words/time.ts'
import { shortened, visible } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'
import type { ClaimDescription, Condition, ResultRecord } from '../../evidence/schema.ts'
import { markedVerdict } from '../verdict-mark.ts'
import type { FoundEvidence } from './find-evidence.ts'

/** What decided in the last run: each condition with what was expected and observed. */
export function decidedText({ id }: ClaimDescription, found: FoundEvidence, width: number): readonly string[] {
  if (found.kind === 'none') {
    return wrap(`Not known yet: ${found.why}. To get it: sockproof verify ${id}`, { width, first: '  ' })
  }
  const { result, file, kernel } = found
  const [run] = shownRuns(result)
  return [
    `  ${markedVerdict(result).trimEnd()}`,
    ...wrap(`on ${kernel}, ${dateAndTime(result.startedAt)} (${file})`, { width, first: '  ' }).map(pc.dim),
    ...reason(result, width),
    ...(run === undefined ? [] : casesOf(run).flatMap((one) => ['', ...caseText(one, width)])),
  ]
}

function reason({ verdict }: ResultRecord, width: number): readonly string[] {
  return verdict.reason === null ? [] : wrap(visible(verdict.reason), { width, first: '  ' })
}

function caseText({ kind, when, conditions }: Case, width: number): readonly string[] {
  const words = visible(when).replace(/^when /i, '')
  const heading = kind === 'true-case' ? `True when ${words}:` : `But not when ${words}:`
  return [
    ...(kind === null ? [] : wrap(heading, { width, first: '  ' })),
    ...conditions.flatMap((condition) => rows(condition, width)),
  ]
}

function rows({ says, relation, expected, observed, holds }: Condition, width: number): readonly string[] {
  const how = relation === 'equal' ? '' : `${visible(relation)} `
  const value = (name: string, text: string) =>
    wrap(shortened(text, 400), { width, first: `      ${name}  `, rest: ' '.repeat(16) })
  return [
    ...wrap(`${visible(says)}`, { width, first: holds ? '  ✓ ' : '  ✗ ', rest: '    ' }).map(holds ? pc.green : pc.red),
    ...value('expected', how + valueText(expected)),
    ...value('observed', valueText(observed)),
  ]
}
