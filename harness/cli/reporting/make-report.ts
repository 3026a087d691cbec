import { join, resolve } from 'node:path'
import { completeness } from '../../../reports/evidence.ts'
import { columnsOf, type RunGiven } from '../../../reports/runs/column.ts'
import type { Evidence } from '../../evidence/read.ts'
import { openOutFolder } from '../out-folder.ts'
import type { Joined } from './join-evidence.ts'

/** Writes the report into a folder, and gives the lines that tell where it is and what is missing from it. */
export async function makeReport(joined: Joined, out: string): Promise<readonly string[]> {
  using folder = openOutFolder(resolve(out))
  const lines =
    joined.kind === 'one' ? await reportOfOne(joined.evidence, folder.path) : await matrix(joined.runs, folder.path)
  return [...lines, ...joined.notes]
}

async function reportOfOne(evidence: Evidence, folder: string): Promise<readonly string[]> {
  const { writeHtmlReport } = await import('../../../reports/html/write.ts')
  const index = await writeHtmlReport(evidence, folder)
  return [`Report    ${index}`, ...partialText(evidence)]
}

/** Several runs side by side, each with its own report in a folder of its own. */
async function matrix(runs: readonly RunGiven[], folder: string): Promise<readonly string[]> {
  const { writeMatrixReport } = await import('../../../reports/html/write.ts')
  const columns = columnsOf(runs)
  const index = await writeMatrixReport(columns, folder)
  const widest = Math.max(...columns.map(({ label }) => label.length))
  return [
    `Report    ${index}`,
    ...columns.map(({ label, folder: own }) => `  ${label.padEnd(widest)}  ${join(folder, own, 'index.html')}`),
    ...columns.flatMap(({ label, evidence }) => partialText(evidence).map((line) => `${label}: ${line}`)),
  ]
}

function partialText(evidence: Pick<Evidence, 'header' | 'results' | 'footer' | 'problems'>): readonly string[] {
  const { complete, present, planned, reasons } = completeness(evidence)
  if (complete) return []
  return [
    `Partial: ${present} of ${planned} results. ${reasons.join(' ')}`.trimEnd(),
    ...evidence.problems.map((problem) => `  ${problem}`),
  ]
}
