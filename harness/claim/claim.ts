import type { ClaimDescription, Condition, Reading, Source } from '../evidence/schema.ts'
import type { Json } from '../evidence/trace-schema.ts'
import type { Experiment } from '../experiment/experiment.ts'
import { needsOf } from '../lab/plan.ts'
import { behaviour } from './behaviours.ts'
import type { Mutant } from './mutant.ts'

/**
 * One statement about sockets, how it is put to the test, and what decides.
 *
 * `judge` is a pure function of what was observed (and, for a property, of the input), so that stored observations can
 * be judged again. Its id is the path of its file below `specs/`.
 */
export interface Claim<Seen extends Json = Json, Input = unknown> {
  /** The statement, in one or two sentences. Of a qualified or contradicted claim: as people make it. */
  readonly says: string
  /** must and should: RFC 2119 or POSIX; may: allowed; platform: what this implementation does. */
  readonly level: 'must' | 'should' | 'may' | 'platform'
  readonly reading: Reading
  readonly sources: readonly Source[]
  /** Which of the behaviours that other suites check it shows, by number: see {@link behaviour}. */
  readonly behaviours?: readonly number[]
  /** The reason: what the kernel does, and why. */
  readonly why: string
  /** What is done, a sentence each. */
  readonly method: readonly string[]
  /** Where it takes a second or more: the kernel timer that it waits for, asleep, and that cannot be shortened. */
  readonly waitsFor?: string
  /** How to see it with everyday tools: a command to run, and what to look for. */
  readonly byHand: readonly { readonly run: string; readonly see: string }[]
  /** What this check must fail on. */
  readonly mutants: readonly Mutant[]
  readonly experiment: Experiment<Seen, Input>
  readonly judge: (seen: NoInfer<Seen>, input: NoInfer<Input>) => readonly (Condition | readonly Condition[])[]
}

/** A claim of any observation and input, as the harness handles it. */
export type AnyClaim = Omit<Claim, 'judge'> & {
  readonly judge: (seen: never, input: never) => readonly (Condition | readonly Condition[])[]
}

/** Judges an observation of a claim. */
export function judge(claim: AnyClaim, seen: Json, input: unknown): readonly Condition[] {
  return claim.judge(seen as never, input as never).flat()
}

/** All that a report needs to explain a claim. */
export function describeClaim(id: string, claim: AnyClaim): ClaimDescription {
  const { experiment, mutants } = claim
  return {
    id,
    says: claim.says,
    kind: experiment.kind,
    level: claim.level,
    reading: claim.reading,
    sources: [...claim.sources],
    behaviours: (claim.behaviours ?? []).map((number) => {
      const { says, suites } = behaviour(number)
      return { number, says, suites: [...suites] }
    }),
    why: claim.why,
    method: [...claim.method],
    waitsFor: claim.waitsFor ?? null,
    byHand: [...claim.byHand],
    mutants: mutants.map(({ name, says }) => ({ name, says })),
    lab: { kind: experiment.plan.kind, hosts: [...experiment.plan.hosts], needs: [...needsOf(experiment.plan)] },
  }
}
