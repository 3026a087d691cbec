import { expectationState } from '../evidence/expectation-state.ts'
import type { ResultRecord } from '../evidence/schema.ts'
import type { RunEnd } from './run-claims.ts'

/** The exit codes of every command (README, section Exit codes). */
export const EXIT = {
  /** Every verdict as expected. */
  expected: 0,
  /** An unexpected verdict: a claim failed or was unresolved, or a mutant survived. */
  unexpected: 1,
  /** Wrong usage or configuration. */
  usage: 2,
  /** With --strict: something could not be tested. */
  untested: 3,
  /** Interrupted; what was found until then is kept. */
  interrupted: 130,
} as const

/** One of the exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** What each exit code means, in a line. */
export const EXIT_CODES: readonly { readonly code: ExitCode; readonly says: string }[] = [
  { code: EXIT.expected, says: 'every verdict is as expected' },
  { code: EXIT.unexpected, says: 'an unexpected verdict: a claim failed or was unresolved, or a mutant survived' },
  {
    code: EXIT.usage,
    says: 'wrong usage or configuration, or evidence that cannot be read or written: the message says what to do',
  },
  { code: EXIT.untested, says: 'with --strict: something could not be tested on this machine' },
  { code: EXIT.interrupted, says: 'interrupted (Ctrl-C, SIGTERM): what was found until then is kept and reported' },
]

/** What the user must mend: told without a stack trace, and ends with the code for wrong usage. */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** Whether a result is as the catalogue says, or as a known deviation: a claim passes, a mutant is failed. */
export function isExpected(record: ResultRecord): boolean {
  const { verdict, mutant } = record
  const state = expectationState(record)
  if (state !== 'none') return state === 'met'
  if (verdict.outcome === 'unsupported') return true
  return verdict.outcome === (mutant === null ? 'pass' : 'fail')
}

/** The exit code that a run comes to. */
export function exitCode(
  { evidence: { header, results }, interrupted }: RunEnd,
  { strict }: { strict: boolean },
): ExitCode {
  if (interrupted) return EXIT.interrupted
  if (!results.every(isExpected) || results.length < header.plan.results) return EXIT.unexpected
  if (strict && results.some(({ verdict }) => verdict.outcome === 'unsupported')) return EXIT.untested
  return EXIT.expected
}
