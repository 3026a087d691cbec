import type { Evidence } from '../../evidence/read.ts'
import type { HeaderRecord, Outcome, ResultRecord } from '../../evidence/schema.ts'
import { headerFor, resultFor } from '../../evidence/testing/records.ts'

/** A result with a verdict, on a mutant if one is named. */
export function resultWith(
  id: string,
  outcome: Outcome,
  { mutant, reason }: { mutant?: string; reason?: string } = {},
): ResultRecord {
  return {
    ...resultFor(id),
    mutant: mutant === undefined ? null : { name: mutant, says: `${mutant} is wrong` },
    verdict: { outcome, reason: reason ?? (outcome === 'pass' ? null : `because of ${outcome}`), detail: null },
  }
}

/** Evidence of a run that came to its end. */
export function evidenceOf(results: readonly ResultRecord[], header: Partial<HeaderRecord> = {}): Evidence {
  const claims = [...new Set(results.map(({ claim }) => claim.id))]
  const base = headerFor(results.length)
  return {
    file: 'out/evidence.jsonl',
    header: { ...base, plan: { results: results.length, claims }, ...header },
    results,
    footer: {
      kind: 'footer',
      endedAt: '2026-01-02T03:04:06.000Z',
      milliseconds: 1000,
      results: results.length,
      interrupted: false,
      outcomes: { pass: 0, fail: 0, unresolved: 0, unsupported: 0, untested: 0 },
    },
    problems: [],
  }
}
