import type { AnyClaim, Claim } from '../../claim/claim.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import type { Json } from '../../evidence/trace-schema.ts'
import { probeCapabilities } from '../../lab/capability/probe.ts'
import { type RunOptions, runClaim } from '../run-claim.ts'

/** Runs a claim made for a test, of which only the experiment and the judge matter. */
export function runForTest<Seen extends Json, Input>(
  parts: Pick<Claim<Seen, Input>, 'experiment' | 'judge'> & Partial<Claim<Seen, Input>>,
  options: Partial<RunOptions> = {},
): Promise<ResultRecord> {
  const claim: Claim<Seen, Input> = {
    says: 'a claim made for a test',
    level: 'platform',
    reading: 'holds',
    sources: [],
    why: '',
    method: [],
    byHand: [],
    mutants: [],
    ...parts,
  }
  return runClaim('test/claim', claim as unknown as AnyClaim, {
    stack: 'linux',
    choice: { kind: 'libc' },
    backend: 'namespaces',
    seed: 1,
    runs: null,
    mutant: null,
    capabilities: probeCapabilities(),
    patience: 5_000,
    deadline: 30_000,
    repeat: 0,
    ...options,
  })
}
