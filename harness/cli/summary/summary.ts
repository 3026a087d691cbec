import pc from 'picocolors'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import { tally } from './tally.ts'
import { unexpectedText } from './unexpected.ts'
import { unsupportedText } from './unsupported.ts'

/** What a run came to. */
export interface Outcome {
  readonly results: readonly ResultRecord[]
  readonly planned: number
  readonly interrupted: boolean
  readonly seed: number
  /** The evidence file. */
  readonly evidence: string
}

/** What a run came to, as the last thing that the user reads: what is wrong first, then the counts and the paths. */
export function summary({ results, planned, interrupted, seed, evidence }: Outcome): string {
  const missing = planned - results.length
  const parts = [
    ...results.filter((result) => !isExpected(result)).map(unexpectedText),
    ...unsupportedText(results),
    ...(interrupted ? [pc.yellow(`Interrupted: ${missing} of ${planned} results are missing.`)] : []),
    ...(!interrupted && missing > 0 ? [pc.red(`${missing} of ${planned} planned results are missing.`)] : []),
    `${tally(results)} · seed ${seed}\nEvidence  ${evidence}`,
  ]
  return `\n${parts.join('\n\n')}`
}
