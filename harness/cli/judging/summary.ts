import pc from 'picocolors'
import { count } from '../words.ts'
import { changeText } from './changes.ts'
import { isAsBefore } from './comparison.ts'
import type { JudgedEvidence } from './judge-evidence.ts'

/** What judging again came to: what changed first, then the counts. */
export function judgingSummary(judged: JudgedEvidence): string {
  const { evidence, comparisons, gone, unreadable } = judged
  const again = comparisons.filter(({ wasJudged }) => wasJudged).length
  const kept = comparisons.length - again
  const changed = comparisons.filter(({ verdictChanged }) => verdictChanged).length
  const parts = [
    ...comparisons.flatMap((comparison) => changeText(comparison) ?? []),
    ...unreadable.map(({ id, error }) => pc.red(`The spec of ${id} cannot be read, so its verdicts stay: ${error}`)),
    ...(gone.length === 0
      ? []
      : [pc.yellow(`No longer in the catalogue, so the verdicts stay: ${[...gone].sort().join(', ')}`)]),
    ...missingText(judged),
    [
      `${pc.bold(`${count(again, 'result')} judged again: ${changed === 0 ? 'no verdict' : count(changed, 'verdict')} changed`)}` +
        (kept === 0 ? '' : `; ${kept} kept as stored, for nothing was observed or the claim is not there`),
      `Evidence  ${evidence.file}`,
    ].join('\n'),
  ]
  return parts.join('\n\n')
}

/** Whether nothing changed and all is as the catalogue says. */
export function isAllAsBefore({ evidence, comparisons, unreadable }: JudgedEvidence): boolean {
  return comparisons.every(isAsBefore) && unreadable.length === 0 && missing(evidence) === 0
}

function missingText({ evidence }: JudgedEvidence): readonly string[] {
  const lines = [
    ...(missing(evidence) === 0
      ? []
      : [`${missing(evidence)} of ${evidence.header.plan.results} planned results are not in the evidence.`]),
    ...evidence.problems.map((problem) => `${evidence.file}, ${problem}`),
  ]
  return lines.length === 0 ? [] : [pc.red(lines.join('\n'))]
}

function missing({ header, results }: JudgedEvidence['evidence']): number {
  return Math.max(0, header.plan.results - results.length)
}
