import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { readEvidence } from '../../evidence/read.ts'
import type { ResultRecord } from '../../evidence/schema.ts'
import { EVIDENCE_FILE, OUT } from '../settings.ts'

/** The last evidence of a claim, or why there is none. */
export type FoundEvidence =
  | { readonly kind: 'found'; readonly file: string; readonly kernel: string; readonly result: ResultRecord }
  | { readonly kind: 'none'; readonly why: string }

/**
 * Looks for the last result of a claim: in the file that the user names, else where a run leaves its evidence. Throws
 * EvidenceError if that file is there and cannot be read, or was named and is not there.
 */
export function findEvidence(id: string, named: string | undefined): FoundEvidence {
  const file = named ?? join(OUT, EVIDENCE_FILE)
  if (named === undefined && !existsSync(file)) return { kind: 'none', why: `there is no ${file} here` }
  const { header, results } = readEvidence(file)
  const result = results.findLast(({ claim, mutant }) => claim.id === id && mutant === null)
  if (result === undefined) return { kind: 'none', why: `${file} has no result of it` }
  return { kind: 'found', file, kernel: header.fingerprint.kernel, result }
}
