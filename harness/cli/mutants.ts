import { join, resolve } from 'node:path'
import { claimIds, loadClaim } from '../claim/catalogue.ts'
import { SPECS } from '../vitest/projects.ts'
import type { ExitCode } from './exit-code.ts'
import { exitCode } from './exit-code.ts'
import { runClaims } from './run-claims.ts'
import { selectClaims } from './select.ts'
import { DEADLINE, LIBC_STACK, someSeed } from './settings.ts'
import { takeStock } from './stock.ts'
import type { VerifyOptions } from './verify.ts'

/** On a mutant many things never come about; waiting less long for them is enough. */
const PATIENCE_WITH_MUTANTS = 1_500

/** Runs every claim against each of its mutants. */
export async function mutants(filters: readonly string[], options: VerifyOptions): Promise<ExitCode> {
  const claims = selectClaims(claimIds(SPECS), filters)
  const loaded = await Promise.all(claims.map((id) => loadClaim(SPECS, id, 'js')))
  const planned = loaded.reduce((sum, { claim }) => sum + claim.mutants.length, 0)
  const { capabilities, fingerprint } = takeStock()
  const interrupt = new AbortController()
  const { results, interrupted } = await runClaims({
    mode: 'mutants',
    stack: LIBC_STACK,
    seed: options.seed ?? someSeed(),
    runs: options.runs ?? null,
    repeats: 1,
    patience: PATIENCE_WITH_MUTANTS,
    deadline: DEADLINE,
    capabilities,
    specs: SPECS,
    claims,
    planned,
    evidence: join(resolve(options.out), 'mutants.jsonl'),
    command: `sockproof mutants ${filters.join(' ')}`,
    fingerprint,
    jobs: options.jobs,
    reporters: [],
    onResult: (r) =>
      console.log(
        r.verdict.outcome === 'fail' ? 'killed  ' : 'SURVIVED',
        r.claim.id,
        r.mutant?.name,
        Math.round(r.milliseconds),
        r.verdict.outcome,
        r.verdict.reason ?? '',
      ),
    signal: interrupt.signal,
  })
  return exitCode(results, { planned, interrupted, strict: options.strict })
}
