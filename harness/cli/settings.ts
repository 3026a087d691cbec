import { availableParallelism } from 'node:os'
import { InvalidArgumentError } from 'commander'

/** The name under which evidence tells of this machine's own sockets. */
export const LIBC_STACK = 'linux'

/** Where a run leaves its evidence and report unless the user says otherwise. */
export const OUT = 'sockproof-report'

/** The name of the evidence of a run. */
export const EVIDENCE_FILE = 'evidence.jsonl'

/** The name of the evidence of a run on mutants, beside that of a run. */
export const MUTANTS_FILE = 'mutants.jsonl'

/** The name of the evidence of claims that were run again and again, beside that of a run. */
export const SOAK_FILE = 'soak.jsonl'

/** Waiting for something to come about, at the least, in milliseconds. */
export const PATIENCE = 10_000

/** The time of one claim as a whole, in milliseconds. */
export const DEADLINE = 60_000

/** The same where another process makes the calls, each of which costs as much as dozens of system calls. */
export const DEADLINE_ELSEWHERE = 3 * DEADLINE

/** Claims wait more than they work, so that more of them run than there are processors. */
export const JOBS = availableParallelism() * 2

/** A process costs about as much time to start as a few claims do to run. */
const RESULTS_WORTH_A_PROCESS = 2

/** How many processes run claims at the same time if the user does not say. */
export function jobsFor(results: number): number {
  return Math.min(JOBS, Math.ceil(results / RESULTS_WORTH_A_PROCESS))
}

/** A seed for a run whose user gave none. */
export function someSeed(): number {
  return Math.floor(Math.random() * 0x7fff_ffff)
}

/** An option that takes the name of a stack, of which files are called too. */
export function stackName(text: string): string {
  if (/^[a-z0-9][\w.-]*$/i.test(text)) return text
  throw new InvalidArgumentError('Give a name of letters, digits, dots and dashes.')
}

/** An option that takes a whole number in a range. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most) {
      const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`
      throw new InvalidArgumentError(`Give a whole number ${range}.`)
    }
    return value
  }
}
