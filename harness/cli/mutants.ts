import { existsSync } from 'node:fs'
import { Command } from 'commander'
import { type Evidence, readEvidence } from '../evidence/read.ts'
import type { ClaimDescription } from '../evidence/schema.ts'
import { describeClaims } from './catalogue/describe.ts'
import { catalogue } from './catalogue/folder.ts'
import { selectClaims } from './catalogue/select.ts'
import { conduct } from './conduct.ts'
import { type ExitCode, exitCode } from './exit-code.ts'
import type { OutFolder } from './out-folder.ts'
import { type RunOptions, withRunOptions } from './run-options.ts'
import { EVIDENCE_FILE, MUTANTS_FILE } from './settings.ts'
import { killMatrix } from './summary/kill-matrix.ts'
import { becomeRootOfOwnNamespace } from './user-namespace.ts'

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
      becomeRootOfOwnNamespace()
      process.exitCode = await mutants(filters, options)
    })
}

async function mutants(filters: readonly string[], options: RunOptions): Promise<ExitCode> {
  const { specs, ids } = catalogue()
  const claims = selectClaims(ids, filters)
  const planned = (await describeClaims(specs, claims)).reduce((sum, { claim }) => sum + resultsOf(claim), 0)
  const end = await conduct({
    mode: 'mutants',
    command: ['mutants', ...filters].join(' '),
    specs,
    claims,
    planned,
    repeats: 1,
    patience: PATIENCE_WITH_MUTANTS,
    file: MUTANTS_FILE,
    lines: 'results',
    reported: (_, folder) => runBeside(folder),
    table: killMatrix,
    options,
  })
  return exitCode(end, options)
}

/** The evidence of a run without mutants in the same folder, for its report to be written anew. */
function runBeside(folder: OutFolder): Evidence | null {
  const file = folder.file(EVIDENCE_FILE)
  if (!existsSync(file)) return null
  try {
    return readEvidence(file)
  } catch {
    return null
  }
}

/** A result for each mutant; a claim that names none, or whose spec cannot be loaded, gives one that says so. */
function resultsOf(claim: ClaimDescription | null): number {
  return Math.max(1, claim?.mutants.length ?? 0)
}
