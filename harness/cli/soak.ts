import { Command } from 'commander'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { conduct } from './conduct.ts'
import { EXIT, type ExitCode, exitCode, UsageError } from './exit-code.ts'
import { LARGEST_SEED, type RunOptions, withRunOptions } from './run-options.ts'
import { PATIENCE, SOAK_FILE, someSeed, wholeNumber } from './settings.ts'
import { type Load, startLoad } from './soaking/load.ts'
import { changesText, differingText } from './soaking/stability-text.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'

interface SoakOptions extends RunOptions {
  readonly runs: number
  readonly load: boolean
}

/** `sockproof soak`. */
export function soakCommand(): Command {
  return withRunOptions(new Command('soak'), ['none'])
    .description('Runs claims again and again, each time with another seed, and counts verdicts that change.')
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .option('--runs <number>', 'how often each claim is run', wholeNumber(2, 100_000), 10)
    .option('--load', 'keep all processors busy meanwhile, with stress-ng if it is there', false)
    .addHelpText(
      'after',
      `
A run whose verdict is another one than that of the claim's first run, or is not as expected, is told with the
command that repeats it; the exit code is then 1. The evidence goes to ${SOAK_FILE}, with the timeline of the first run of
each claim and of the runs that did not pass; sockproof report makes pages of it.

Examples:
  sockproof soak --runs 30
  sockproof soak listen --runs 100 --load`,
    )
    .action(async (filters: readonly string[], options: SoakOptions) => {
      becomeRootOfOwnNamespace()
      process.exitCode = await soak(filters, options)
    })
}

async function soak(filters: readonly string[], { runs, ...options }: SoakOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = selectClaims(ids, filters)
  const seed = seedFor(runs, options.seed)
  await using load = options.load ? await startLoad() : null
  if (load !== null) console.log(`All processors are kept busy by ${load.by}.`)
  const command = ['soak', ...filters, `--runs ${runs}`, ...(load === null ? [] : [`--load # ${load.by}`])].join(' ')
  const end = await conduct({
    mode: 'soak',
    command,
    specs,
    claims,
    planned: claims.length * runs,
    repeats: runs,
    patience: PATIENCE,
    file: SOAK_FILE,
    lines: 'claims',
    reported: (evidence) => evidence,
    table: (results) => differingText({ seed, command }, results),
    count: changesText,
    notes: () => (load === null ? [] : [loadText(load)]),
    options: { ...options, seed },
  })
  // Runs that were to be under load and were not show nothing of what was asked.
  return load?.isOver() === true && !end.interrupted ? EXIT.unexpected : exitCode(end, options)
}

/** The seed of the first run; each run after it has the next one. */
function seedFor(runs: number, seed = Math.max(0, someSeed() - runs)): number {
  if (seed + runs - 1 <= LARGEST_SEED) return seed
  throw new UsageError(
    `--seed ${seed} with --runs ${runs} would come to seeds above ${LARGEST_SEED}. Give --seed at most ${LARGEST_SEED - runs + 1}.`,
  )
}

function loadText({ by, busy, isOver }: Load): string {
  const share = `the processors were busy ${Math.round(busy() * 100)} % of the time`
  return `Load      ${by}; ${isOver() ? 'it ended before the runs did, so that they were not all under load' : share}`
}
