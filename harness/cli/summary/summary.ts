import pc from 'picocolors'
import type { ResultRecord } from '../../evidence/schema.ts'
import { isExpected } from '../exit-code.ts'
import type { RunEnd } from '../run-claims.ts'
import { seconds } from '../words.ts'
import { costText } from './cost-text.ts'
import { costs } from './costs.ts'
import { unexpectedText } from './unexpected.ts'

/** What a command adds to the summary of its run. */
export interface Additions {
  /** Stands before everything else. */
  readonly table: string | null
  /** How many results there are of each kind. */
  readonly count: string
  /** Lines that tell where reports are. */
  readonly reports: readonly string[]
}

/** What a run came to, as the last thing that the user reads: what is wrong first, then the counts and the paths. */
export function summary({ evidence, interrupted }: RunEnd, { table, count, reports }: Additions): string {
  const { header, results, footer, file } = evidence
  const unsupported = results.filter(({ verdict }) => verdict.outcome === 'unsupported').map(({ claim }) => claim)
  const took = footer === null ? '' : ` in ${seconds(footer.milliseconds)}`
  const parts = [
    ...(table === null ? [] : [table]),
    ...oncePerReason(results.filter((result) => !isExpected(result))).map(unexpectedText),
    ...(unsupported.length === 0
      ? []
      : costs(header.fingerprint.capabilities, unsupported)
          .filter(({ claims }) => claims.length > 0)
          .map(costText)),
    ...missing(header.plan.results, results.length, interrupted),
    [`${pc.bold(count)}${took}, seed ${header.seed}`, `Evidence  ${file}`, ...reports].join('\n'),
  ]
  return `\n${parts.join('\n\n')}`
}

/** A claim that is run again and again may be wrong for the same reason many times. */
function oncePerReason(results: readonly ResultRecord[]): readonly ResultRecord[] {
  const reasons = new Map(
    results.map((result) => [`${result.claim.id} ${result.mutant?.name} ${result.verdict.reason}`, result]),
  )
  return [...reasons.values()]
}

function missing(planned: number, found: number, interrupted: boolean): readonly string[] {
  if (interrupted) return [pc.yellow(`Interrupted: ${planned - found} of ${planned} results are missing.`)]
  return found < planned ? [pc.red(`${planned - found} of ${planned} planned results are missing.`)] : []
}
