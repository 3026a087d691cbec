import { Command } from 'commander'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { conduct } from './conduct.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type Load, startLoad } from './load.ts'
import { type RunOptions, withRunOptions } from './run-options.ts'
import { EVIDENCE_FILE, PATIENCE, SOAK_OUT, wholeNumber } from './settings.ts'
import { stabilityTable } from './summary/stability.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'

interface SoakOptions extends RunOptions {
  readonly runs: number
  readonly load: boolean
}

/** `sockproof soak`. */
export function soakCommand(): Command {
  return withRunOptions(new Command('soak'), SOAK_OUT)
    .description('Runs claims again and again, each time with another seed, and tells whether a verdict ever changed.')
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .option('--runs <number>', 'how often each claim is run', wholeNumber(2, 100_000), 10)
    .option('--load', 'keep all processors busy meanwhile (stress-ng if it is there)', false)
    .addHelpText(
      'after',
      `
A verdict that is not the same every time is told with the command that does that run again.
Full timelines are kept of the first run of each claim, and of every run that did not pass.

Examples:
  sockproof soak --runs 30
  sockproof soak listen --runs 100 --load`,
    )
    .action(async (filters: readonly string[], options: SoakOptions) => {
      becomeRootOfOwnNamespace()
      process.exitCode = await soak(filters, options)
    })
}

async function soak(filters: readonly string[], { runs, load, ...options }: SoakOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = selectClaims(ids, filters)
  using busy = load ? startLoad() : NO_LOAD
  if (load) console.log(`All processors are kept busy by ${busy.by}.`)
  const end = await conduct({
    mode: 'soak',
    command: ['soak', ...filters].join(' '),
    specs,
    claims,
    planned: claims.length * runs,
    repeats: runs,
    patience: PATIENCE,
    file: EVIDENCE_FILE,
    lines: 'claims',
    reported: (evidence) => evidence,
    table: stabilityTable,
    options,
  })
  return exitCode(end, options)
}

const NO_LOAD: Load = { by: 'nothing', [Symbol.dispose]: () => {} }
