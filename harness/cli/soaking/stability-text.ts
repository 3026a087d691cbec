import pc from 'picocolors'
import type { HeaderRecord, Outcome, ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { count, seconds } from '../words.ts'
import { type Stability, stabilities } from './stability.ts'

/** So many of a claim's differing runs are told one by one; all are in the evidence. */
const SHOWN = 10

/** A claim in a line: how often it came to each verdict, and how long the longest run took. */
export function stabilityLine({ claim, outcomes, differing, longest }: Stability): string {
  const times = [...outcomes].map(([outcome, number]) => `${number} × ${outcome}`).join(', ')
  return `${marked(outcomes, differing.length > 0, times)}  ${claim} ${pc.dim(`at most ${seconds(longest)}`)}`
}

function marked(outcomes: ReadonlyMap<Outcome, number>, differs: boolean, times: string): string {
  if (differs) return pc.red(`✗ ${times}`)
  return outcomes.has('unsupported') ? pc.yellow(`○ ${times}`) : pc.green(`✓ ${times}`)
}

/** Of each claim whose verdict changed or is not as expected: the runs that differ, and the commands that repeat them. */
export function differingText(
  header: Pick<HeaderRecord, 'seed' | 'command'>,
  results: readonly ResultRecord[],
): string | null {
  const texts = stabilities(results)
    .filter(({ differing }) => differing.length > 0)
    .map((stability) => [stabilityLine(stability), ...rows(stability, header).map((row) => `    ${row}`)].join('\n'))
  return texts.length === 0 ? null : texts.join('\n\n')
}

function rows(
  { claim, runs, differing }: Stability,
  { seed, command }: Pick<HeaderRecord, 'seed' | 'command'>,
): readonly string[] {
  const more = differing.length - SHOWN
  const load = /\s--load\b/.test(command) ? ' --load' : ''
  return [
    ...differing.slice(0, SHOWN).map((run) => row(run, seed)),
    ...(more > 0 ? [`and ${count(more, 'run')} more`] : []),
    pc.dim(`one of them again: ${differing[0]?.again}`),
    pc.dim(`all of them again: sockproof soak ${claim} --runs ${Math.max(2, runs)}${load} --seed ${seed}`),
  ]
}

function row({ repeat, verdict: { outcome, reason } }: ResultRecord, seed: number): string {
  const why = reason === null ? '' : `  ${reason.split('\n')[0]}`
  return `run ${repeat + 1}, seed ${seed + repeat}: ${outcome}${why}`
}

/** The count of it all: `600 runs, 0 verdicts changed`. */
export function changesText(results: readonly ResultRecord[]): string {
  const changed = stabilities(results).reduce((sum, one) => sum + one.changed.length, 0)
  const unexpected = results.filter((result) => !isExpected(result)).length
  const wrong = unexpected === 0 ? '' : `, ${count(unexpected, 'run')} not as expected`
  return `${count(results.length, 'run')}, ${count(changed, 'verdict')} changed${wrong}`
}
