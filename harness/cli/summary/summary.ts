import pc from 'picocolors'
import { isExpected } from '../exit-code.ts'
import type { RunEnd } from '../run-claims.ts'
import { seconds } from '../words.ts'
import { tally } from './tally.ts'
import { unexpectedText } from './unexpected.ts'
import { unsupportedText } from './unsupported.ts'

/**
 * What a run came to, as the last thing that the user reads: what is wrong first, then the counts and the paths.
 *
 * @param reports lines that tell where reports are
 */
export function summary({ evidence, interrupted }: RunEnd, reports: readonly string[]): string {
  const { header, results, footer, file } = evidence
  const planned = header.plan.results
  const missing = planned - results.length
  const took = footer === null ? '' : ` in ${seconds(footer.milliseconds)}`
  const parts = [
    ...results.filter((result) => !isExpected(result)).map(unexpectedText),
    ...unsupportedText(results),
    ...(interrupted ? [pc.yellow(`Interrupted: ${missing} of ${planned} results are missing.`)] : []),
    ...(!interrupted && missing > 0 ? [pc.red(`${missing} of ${planned} planned results are missing.`)] : []),
    [`${pc.bold(tally(results))}${took}, seed ${header.seed}`, `Evidence  ${file}`, ...reports].join('\n'),
  ]
  return `\n${parts.join('\n\n')}`
}
