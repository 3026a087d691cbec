import type { ClaimDescription, ResultRecord } from '../evidence/schema.ts'
import type { ClaimContext } from './context.ts'

/** Which of the planned results a record stands for. */
export interface Wanted {
  readonly claim: ClaimDescription
  readonly mutant: ResultRecord['mutant']
  readonly repeat: number
  readonly stack: string
  readonly seed: number
  readonly mode: ClaimContext['mode']
}

/** The verdict on a claim that was begun, until it has another one. */
export const NOT_ENDED = { outcome: 'unresolved', reason: 'It did not come to its end.', detail: null } as const

/** The record of a claim of which nothing was observed, for a verdict that says why. */
export function blankRecord(
  { claim, mutant, repeat, stack, seed, mode }: Wanted,
  verdict: ResultRecord['verdict'],
): ResultRecord {
  return {
    kind: 'result',
    claim,
    stack,
    mutant,
    repeat,
    startedAt: new Date().toISOString(),
    milliseconds: 0,
    verdict,
    expectation: null,
    shownReading: null,
    lab: null,
    runs: [],
    property: null,
    attempts: null,
    counters: [],
    again: `sockproof ${mode === 'mutants' ? 'mutants' : 'verify'} ${claim.id} --seed ${seed}`,
  }
}

/** What can be said of a claim whose spec could not be read. */
export function unknownClaim(id: string): ClaimDescription {
  return {
    id,
    says: id,
    kind: 'scenario',
    level: 'platform',
    reading: 'holds',
    behaviours: [],
    sources: [],
    why: '',
    method: [],
    waitsFor: null,
    byHand: [],
    mutants: [],
    lab: { kind: 'unknown', hosts: [], needs: [] },
  }
}
