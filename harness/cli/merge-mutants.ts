import type { Evidence } from '../evidence/read.ts'
import type { ResultRecord } from '../evidence/schema.ts'

/** Evidence of a run on mutants joined to that of a run without, or the reason why they do not belong together. */
export type Merged =
  | { readonly evidence: Evidence; readonly refusal: null }
  | { readonly evidence: null; readonly refusal: string }

/**
 * Joins what mutants made of the claims to the run of the claims, so that a claim's page shows both. Taken are the results
 * on mutants that a claim of the run still names.
 */
export function mergeMutants(run: Evidence, mutants: Evidence): Merged {
  const refusal = whyNot(run, mutants)
  if (refusal !== null) return { evidence: null, refusal }
  const named = new Map(run.results.map(({ claim }) => [claim.id, new Set(claim.mutants.map(({ name }) => name))]))
  const belongs = ({ claim, mutant }: ResultRecord) => mutant !== null && named.get(claim.id)?.has(mutant.name) === true
  const taken = mutants.results.filter(belongs)
  const { plan } = run.header
  const evidence = {
    ...run,
    header: { ...run.header, plan: { ...plan, results: plan.results + taken.length } },
    results: [...run.results, ...taken],
    problems: [...run.problems, ...mutants.problems.map((problem) => `${mutants.file}, ${problem}`)],
  }
  return { evidence, refusal: null }
}

function whyNot(run: Evidence, mutants: Evidence): string | null {
  if (mutants.header.mode !== 'mutants') return `${mutants.file} is no evidence of a run on mutants.`
  for (const trait of ['sockproof', 'kernel', 'libc'] as const) {
    const [here, there] = [run.header.fingerprint[trait], mutants.header.fingerprint[trait]]
    if (here !== there) return `${mutants.file} was taken with ${trait} ${there}, the run with ${here}.`
  }
  return null
}
