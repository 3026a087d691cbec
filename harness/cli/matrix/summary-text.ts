import { readEvidence } from '../../evidence/read.ts'
import type { Availability } from '../../lab/capability/capability.ts'
import { EXIT } from '../exit-code.ts'
import { tally } from '../summary/tally.ts'
import type { StackRun } from './run-stack.ts'
import type { MatrixStack } from './stacks.ts'

/** A stack that is not available here, and why. */
export interface Absent {
  readonly stack: MatrixStack
  readonly availability: Extract<Availability, { available: false }>
}

/** Each stack in a line: how many results of each kind there are, or why there are none and what mends that. */
export function matrixText(runs: readonly StackRun[], absent: readonly Absent[]): readonly string[] {
  const width = Math.max(...[...runs, ...absent].map(({ stack }) => stack.name.length))
  return [
    ...runs.map(
      (run) => `${run.ended === EXIT.expected ? '✓' : '✗'} ${run.stack.name.padEnd(width)}  ${resultOf(run)}`,
    ),
    ...absent.flatMap(({ stack, availability: { reason, mend } }) => [
      `○ ${stack.name.padEnd(width)}  not here: ${reason}`,
      `  ${' '.repeat(width)}  to mend it: ${mend}`,
    ]),
  ]
}

function resultOf({ ended, evidence }: StackRun): string {
  const counts = evidence === null ? 'no evidence' : tally(readEvidence(evidence).results)
  return ended === EXIT.expected ? counts : `${counts}; ${meaning(ended)}`
}

function meaning(ended: number | string): string {
  if (typeof ended === 'string') return `ended by ${ended}`
  return (
    {
      [EXIT.unexpected]: 'not all as expected',
      [EXIT.usage]: 'it could not be run, as said above',
      [EXIT.untested]: 'something could not be tested, which --strict forbids',
      [EXIT.interrupted]: 'interrupted',
    }[ended] ?? `exit code ${ended}`
  )
}
