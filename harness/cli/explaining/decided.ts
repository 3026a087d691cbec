import pc from 'picocolors'
import { valueText } from '../../../reports/calls/value.ts'
import { type Case, casesOf, shownRuns } from '../../../reports/catalogue/cases.ts'
import { count } from '../../../reports/words/count.ts'
import { meaning } from '../../../reports/words/meaning.ts'
import { dateAndTime } from '../../../reports/words/time.ts'
import { shortened, visible } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'
import type { ClaimDescription, Condition, ResultRecord, Run } from '../../evidence/schema.ts'
import { markedVerdict } from '../verdict-mark.ts'
import type { FoundEvidence } from './find-evidence.ts'

/** What decided in the last run: each condition with what was expected and observed. */
export function decidedText(claim: ClaimDescription, found: FoundEvidence, width: number): readonly string[] {
  if (found.kind === 'none') {
    return [
      ...wrap(`Not known yet: ${found.why}. This puts it to the test:`, { width, first: '  ' }),
      `  ${pc.cyan(`sockproof verify ${claim.id}`)}`,
    ]
  }
  const { result, file, kernel } = found
  const [run] = shownRuns(result)
  return [
    `  ${markedVerdict(result).trimEnd()}`,
    ...wrap(`on ${kernel}, ${dateAndTime(result.startedAt)} (${file})`, { width, first: '  ' }).map(pc.dim),
    ...wrap(meaning(result), { width, first: '  ' }),
    ...changedSince(claim, result, width),
    ...(run === undefined
      ? []
      : [...shownOf(result, run, width), ...casesOf(run).flatMap((one) => ['', ...caseText(one, width)])]),
  ]
}

/** Evidence tells of the claim as it was; what is said of it above is what the catalogue says now. */
function changedSince(now: ClaimDescription, { claim: then }: ResultRecord, width: number): readonly string[] {
  if (now.says === then.says && now.reading === then.reading) return []
  const text = `The claim was another then (${then.reading}): «${visible(then.says)}» To see it as it is now: sockproof verify ${now.id}`
  return wrap(text, { width, first: '  ' }).map(pc.yellow)
}

/** Which of several runs the conditions are those of, and how the others went. */
function shownOf({ runs, attempts }: ResultRecord, run: Run, width: number): readonly string[] {
  const tried = attempts === null || attempts < 2 ? [] : [`  Seen at attempt ${attempts}.`]
  if (run.input === undefined) return tried
  const good = runs.filter(({ conditions }) => conditions.every(({ holds }) => holds)).length
  const input = shortened(valueText(run.input), 200)
  const which = run.shown === 'counterexample' ? 'Shown is the smallest counterexample' : 'Shown is the example'
  return wrap(`${count(runs.length, 'input')} tried, all conditions met for ${good}. ${which}, ${input}:`, {
    width,
    first: '  ',
  })
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
