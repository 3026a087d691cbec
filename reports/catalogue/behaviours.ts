import type { ClaimDescription } from '../../harness/evidence/schema.ts'
import { groupBy } from '../words/group.ts'
import type { ClaimEntry } from './entry.ts'

/** A behaviour that reference suites check, with the claims of the run that show it. */
export interface ShownBehaviour {
  readonly number: number
  readonly says: string
  readonly suites: readonly string[]
  readonly claims: readonly ClaimEntry[]
}

/** The behaviours that the claims of a run show, by number. */
export function behavioursOf(entries: readonly ClaimEntry[]): ShownBehaviour[] {
  const rows = entries.flatMap((entry) => shownBy(entry.claim).map((behaviour) => ({ behaviour, entry })))
  const byNumber = groupBy(rows, ({ behaviour }) => behaviour.number)
  return [...byNumber.values()]
    .flatMap(([first, ...others]) =>
      first === undefined ? [] : [{ ...first.behaviour, claims: [first, ...others].map(({ entry }) => entry) }],
    )
    .toSorted((one, other) => one.number - other.number)
}

function shownBy(claim: ClaimDescription | null): ClaimDescription['behaviours'] {
  return claim?.behaviours ?? []
}
