import pc from 'picocolors'
import { isExpected } from '../exit-code.ts'
import type { RunEnd } from '../run-claims.ts'
import { seconds } from '../words.ts'
import { costText } from './cost-text.ts'
import { costs } from './costs.ts'
import { tally } from './tally.ts'
import { unexpectedText } from './unexpected.ts'

/** What a command adds to the summary of its run. */
export interface Additions {
  /** Stands before everything else. */
  readonly table: string | null
  /** Lines that tell where reports are. */
  readonly reports: readonly string[]
}

/** What a run came to, as the last thing that the user reads: what is wrong first, then the counts and the paths. */
export function summary({ evidence, interrupted }: RunEnd, { table, reports }: Additions): string {
  const { header, results, footer, file } = evidence
  const unsupported = results.filter(({ verdict }) => verdict.outcome === 'unsupported').map(({ claim }) => claim)
  const took = footer === null ? '' : ` in ${seconds(footer.milliseconds)}`
  const parts = [
    ...(table === null ? [] : [table]),
    ...results.filter((result) => !isExpected(result)).map(unexpectedText),
    ...(unsupported.length === 0
      ? []
      : costs(header.fingerprint.capabilities, unsupported)
          .filter(({ claims }) => claims.length > 0)
          .map(costText)),
    ...missing(header.plan.results, results.length, interrupted),
    [`${pc.bold(tally(results))}${took}, seed ${header.seed}`, `Evidence  ${file}`, ...reports].join('\n'),
  ]
  return `\n${parts.join('\n\n')}`
}

function missing(planned: number, found: number, interrupted: boolean): readonly string[] {
  if (interrupted) return [pc.yellow(`Interrupted: ${planned - found} of ${planned} results are missing.`)]
  return found < planned ? [pc.red(`${planned - found} of ${planned} planned results are missing.`)] : []
}
