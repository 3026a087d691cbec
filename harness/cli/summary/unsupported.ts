import pc from 'picocolors'
import type { ResultRecord } from '../../evidence/schema.ts'
import { count } from '../words.ts'

/** What could not be tested, grouped by the reason; the reason tells how to mend it. */
export function unsupportedText(results: readonly ResultRecord[]): readonly string[] {
  const byReason = new Map<string, string[]>()
  for (const { claim, verdict } of results) {
    if (verdict.outcome !== 'unsupported') continue
    const reason = verdict.reason ?? 'for an unknown reason'
    byReason.set(reason, [...(byReason.get(reason) ?? []), claim.id])
  }
  return [...byReason].map(([reason, claims]) => {
    const distinct = [...new Set(claims)]
    return `${pc.yellow(`○ ${count(distinct.length, 'claim')} not tested.`)} ${reason}\n  ${distinct.join(', ')}`
  })
}
