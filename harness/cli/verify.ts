import { Command } from 'commander'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { conduct } from './conduct.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type RunOptions, withRunOptions } from './run-options.ts'
import { EVIDENCE_FILE, PATIENCE, wholeNumber } from './settings.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'

interface VerifyOptions extends RunOptions {
  /** Seconds. */
  readonly patience: number
}

/** `sockproof verify`. */
export function verifyCommand(): Command {
  return withRunOptions(new Command('verify'))
    .description("Puts claims to the test on this machine's sockets, and writes evidence and a report.")
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .option('--runs <number>', 'how many inputs of each property', wholeNumber(1, 1_000_000))
    .option(
      '--patience <seconds>',
      'how long to wait, at the least, for what is to come about; a slow machine needs more',
      wholeNumber(1, 3600),
      PATIENCE / 1000,
    )
    .addHelpText(
      'after',
      `
Examples:
  sockproof verify                              all claims
  sockproof verify listen                       a chapter
  sockproof verify listen/backlog-bound nat     a claim and a chapter
  sockproof verify stream --runs 1000 --seed 7  more inputs, the same each time
  sockproof verify --strict --out ci-report     for CI: what cannot be tested is an error too
  sockproof verify --lab docker nat demux       on containers
  sockproof verify --stack python               what Python's socket module makes of the kernel
  sockproof verify --stack agent -- ./my-agent  a stack of your own, behind the agent protocol`,
    )
    .action(async (filters: readonly string[], options: VerifyOptions) => {
      becomeRootOfOwnNamespace()
      process.exitCode = await verify(filters, options)
    })
}

async function verify(filters: readonly string[], options: VerifyOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = selectClaims(ids, filters)
  const planned = claims.length
  const end = await conduct({
    mode: 'verify',
    command: ['verify', ...filters].join(' '),
    specs,
    claims,
    planned,
    repeats: 1,
    patience: options.patience * 1000,
    file: EVIDENCE_FILE,
    lines: 'results',
    reported: (evidence) => evidence,
    table: () => null,
    options,
  })
  return exitCode(end, options)
}
