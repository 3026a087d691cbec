import { resolve } from 'node:path'
import { completeness } from '../../../reports/evidence.ts'
import { openOutFolder } from '../out-folder.ts'
import type { Joined } from './join-evidence.ts'

/** Writes the report into a folder, and gives the lines that tell where it is and what is missing from it. */
export async function makeReport({ evidence, notes }: Joined, out: string): Promise<readonly string[]> {
  const { writeHtmlReport } = await import('../../../reports/html/write.ts')
  using folder = openOutFolder(resolve(out))
  const index = await writeHtmlReport(evidence, folder.path)
  return [`Report    ${index}`, ...partialText(evidence), ...notes]
}

function partialText(evidence: Joined['evidence']): readonly string[] {
  const { complete, present, planned, reasons } = completeness(evidence)
  if (complete) return []
  return [
    `Partial: ${present} of ${planned} results. ${reasons.join(' ')}`.trimEnd(),
    ...evidence.problems.map((problem) => `  ${problem}`),
  ]
}
