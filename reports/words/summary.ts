import { expectationState } from '../../harness/evidence/expectation-state.ts'
import type { HeaderRecord, Outcome } from '../../harness/evidence/schema.ts'
import { type ClaimEntry, escaped } from '../catalogue/entry.ts'
import type { Evidence } from '../evidence.ts'
import { count, list } from './count.ts'
import { visible } from './visible.ts'

/** What came of a run in one sentence: `20 of 20 claims as expected on Linux 6.18.` */
export function summarySentence({ header }: Evidence, entries: readonly ClaimEntry[]): string {
  const place = `on ${kernelName(header.fingerprint.kernel)}`
  if (header.mode === 'mutants') return `${mutantSentence(entries)} ${place}.`
  const number = (outcome: Outcome): number => entries.filter((entry) => entry.outcome === outcome).length
  const known = entries.filter(({ main }) => main !== null && expectationState(main) === 'met')
  const unknown = (outcome: Outcome): number => number(outcome) - known.filter((one) => one.outcome === outcome).length
  const rest = [
    [known.length, 'otherwise, as known of this stack'],
    [unknown('fail'), 'otherwise'],
    [unknown('unresolved'), 'unresolved'],
    [unknown('unsupported'), 'not supported here'],
    [number('untested'), 'not reached'],
  ] as const
  const others = rest.filter(([amount]) => amount > 0).map(([amount, words]) => `${amount} ${words}`)
  const ending = others.length === 0 ? '' : `; ${list(others)}`
  return `${number('pass')} of ${count(entries.length, 'claim')} as expected ${place}${ending}.`
}

function mutantSentence(entries: readonly ClaimEntry[]): string {
  const mutants = entries.flatMap((entry) => entry.mutants)
  const past = mutants.filter(escaped).length
  return `${mutants.length - past} of ${count(mutants.length, 'mutant')} killed by the checks`
}

/** `Linux 6.18.3`, however the fingerprint says it. */
export function kernelName(kernel: string): string {
  const shown = visible(kernel)
  return /^\d/.test(shown) ? `Linux ${shown}` : shown
}

/** The agent that made the calls, with its version and whose network it used: `python 1.0, network: kernel`. */
export function agentText(agent: HeaderRecord['agent']): string {
  return agent === null ? 'none' : visible(`${agent.name} ${agent.version}, network: ${agent.network}`)
}
