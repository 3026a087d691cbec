import { Command } from 'commander'
import { claimIds, loadClaim } from '../claim/catalogue.ts'
import { SPECS } from '../vitest/projects.ts'
import { conduct } from './conduct.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import { type RunOptions, withRunOptions } from './run-options.ts'
import { selectClaims } from './select.ts'
import { ENDING } from './specs.ts'

/** On a mutant many things never come about; waiting less long for them is enough. */
const PATIENCE_WITH_MUTANTS = 1_500

/** `sockproof mutants`. */
export function mutantsCommand(): Command {
  return withRunOptions(new Command('mutants'))
    .description(
      'Runs every claim against sockets that are wrong on purpose: each claim must fail on each of its mutants.',
    )
    .argument('[filter...]', 'chapters, claims, or parts of their names; all claims without one')
    .addHelpText(
      'after',
      `
A claim that passes on a mutant it names cannot notice that fault; the exit code is then 1.
The results go to mutants.jsonl; beside the evidence of a run they become part of its report.

Examples:
  sockproof mutants
  sockproof mutants connect/refused-without-listener`,
    )
    .action(async (filters: readonly string[], options: RunOptions) => {
      process.exitCode = await mutants(filters, options)
    })
}

async function mutants(filters: readonly string[], options: RunOptions): Promise<ExitCode> {
  const claims = selectClaims(claimIds(SPECS), filters)
  const planned = (await Promise.all(claims.map(plannedFor))).reduce((sum, count) => sum + count, 0)
  const end = await conduct({
    mode: 'mutants',
    command: ['mutants', ...filters].join(' '),
    claims,
    planned,
    repeats: 1,
    patience: PATIENCE_WITH_MUTANTS,
    file: 'mutants.jsonl',
    options,
  })
  return exitCode(end.results, { planned, interrupted: end.interrupted, strict: options.strict })
}

/** A result for each mutant; a claim that names none, or whose spec cannot be loaded, gives one that says so. */
async function plannedFor(id: string): Promise<number> {
  try {
    return Math.max(1, (await loadClaim(SPECS, id, ENDING)).claim.mutants.length)
  } catch {
    return 1
  }
}
