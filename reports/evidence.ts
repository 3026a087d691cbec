import type { FooterRecord, HeaderRecord, ResultRecord } from '../harness/evidence/schema.ts'

/** What a report is made from: the records of one run, as the reader of evidence gives them. */
export interface Evidence {
  readonly header: HeaderRecord
  readonly results: readonly ResultRecord[]
  /** Null if the stream of records broke off. */
  readonly footer: FooterRecord | null
  /** What the reader had to leave out, a sentence each. */
  readonly problems: readonly string[]
}

/** How much of what was planned is there. */
export interface Completeness {
  readonly complete: boolean
  readonly present: number
  readonly planned: number
  /** Why it is partial, a sentence each. */
  readonly reasons: readonly string[]
}

/** Says whether the evidence is whole, and if it is not, why. */
export function completeness({ header, results, footer, problems }: Evidence): Completeness {
  const present = results.length
  const planned = header.plan.results
  const reasons: string[] = []
  if (footer === null) reasons.push('The run did not write its last record, so it broke off or is still going on.')
  else if (footer.interrupted) reasons.push('The run was interrupted before it was done.')
  if (present < planned && footer !== null && !footer.interrupted) reasons.push('Some planned results are missing.')
  if (problems.length > 0) reasons.push('Some records could not be read.')
  return { complete: reasons.length === 0 && present >= planned, present, planned, reasons }
}
