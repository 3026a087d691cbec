import pc from 'picocolors'
import type { Outcome, ResultRecord } from '../../evidence/schema.ts'
import { seconds } from '../words.ts'

/** Whether the verdicts of each claim were the same every time: the claims where they were not, and the count. */
export function stabilityTable(results: readonly ResultRecord[]): string {
  const claims = [...new Set(results.map(({ claim }) => claim.id))].sort()
  const changed = claims.reduce((sum, id) => sum + changedVerdicts(resultsOf(results, id)), 0)
  const unsteady = claims.filter((id) => changedVerdicts(resultsOf(results, id)) > 0)
  return [
    ...unsteady.map((id) => stabilityLine(id, resultsOf(results, id))),
    pc.bold(`${changed} of ${results.length} verdicts changed.`),
  ].join('\n')
}

/** How often a claim came to each verdict, and how long it took. */
export function stabilityLine(id: string, results: readonly ResultRecord[]): string {
  const outcomes = [...new Set(results.map(({ verdict }) => verdict.outcome))]
  const times = outcomes.map(
    (outcome) => `${results.filter(({ verdict }) => verdict.outcome === outcome).length} ${outcome}`,
  )
  const isSteady = outcomes.length === 1
  const line = `${isSteady ? mark(outcomes[0]) : '✗'} ${times.join(', ')}`
  const longest = Math.max(0, ...results.map(({ milliseconds }) => milliseconds))
  const shown =
    isSteady && outcomes[0] === 'pass'
      ? pc.green(line)
      : isSteady && outcomes[0] === 'unsupported'
        ? pc.yellow(line)
        : pc.red(line)
  return `${shown}  ${id} ${pc.dim(`at most ${seconds(longest)}`)}`
}

function mark(outcome: Outcome | undefined): string {
  return outcome === 'pass' ? '✓' : outcome === 'unsupported' ? '○' : '✗'
}

/** How many verdicts are other than the one that came most often. */
function changedVerdicts(results: readonly ResultRecord[]): number {
  const numbers = new Map<Outcome, number>()
  for (const { verdict } of results) numbers.set(verdict.outcome, (numbers.get(verdict.outcome) ?? 0) + 1)
  return results.length - Math.max(0, ...numbers.values())
}

function resultsOf(results: readonly ResultRecord[], id: string): readonly ResultRecord[] {
  return results.filter(({ claim }) => claim.id === id)
}
