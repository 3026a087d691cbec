import { loadClaim } from '../../claim/catalogue.ts'
import type { AnyClaim } from '../../claim/claim.ts'
import type { Evidence } from '../../evidence/read.ts'
import { describeClaims } from '../catalogue/describe.ts'
import { type Catalogue, ENDING } from '../catalogue/folder.ts'
import { UsageError } from '../exit-code.ts'
import { type Comparison, compare } from './comparison.ts'
import { judgeAgain } from './judge-again.ts'

/** What judging the evidence of a run again came to. */
export interface JudgedEvidence {
  readonly evidence: Evidence
  readonly comparisons: readonly Comparison[]
  /** Claims of the evidence that the catalogue no longer has. */
  readonly gone: readonly string[]
  /** Claims whose spec cannot be read now, and why. */
  readonly unreadable: readonly { readonly id: string; readonly error: string }[]
}

/** Judges all observations of a run again with the claims that a catalogue has now. */
export async function judgeEvidence(evidence: Evidence, { specs, ids }: Catalogue): Promise<JudgedEvidence> {
  const told = [...new Set(evidence.results.map(({ claim }) => claim.id))]
  const gone = told.filter((id) => !ids.includes(id))
  if (told.length > 0 && gone.length === told.length) {
    throw new UsageError(
      `No claim of ${evidence.file} is among those in ${specs}. SOCKPROOF_SPECS names another folder.`,
    )
  }
  // Specs are first read in a thread of their own: one that never ends loading must not end this process.
  const described = await describeClaims(
    specs,
    told.filter((id) => ids.includes(id)),
  )
  const claims = new Map<string, AnyClaim>()
  for (const { id, error } of described) {
    if (error === null) claims.set(id, (await loadClaim(specs, id, ENDING)).claim)
  }
  const comparisons = evidence.results.map((record) => {
    const claim = claims.get(record.claim.id)
    return compare(record, claim === undefined ? null : judgeAgain(claim, record))
  })
  const unreadable = described.flatMap(({ id, error }) => (error === null ? [] : [{ id, error }]))
  return { evidence, comparisons, gone, unreadable }
}
