import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Evidence, EvidenceError, readEvidence } from '../../evidence/read.ts'
import { mergeMutants } from '../merge-mutants.ts'
import { MUTANTS_FILE } from '../settings.ts'

/** Where a report was written, and what could not go into it. */
export interface Written {
  readonly index: string
  readonly notes: readonly string[]
}

/** Writes the report of a run into a folder, with what mutants made of its claims if that is beside the run's evidence. */
export async function writeHtml(
  run: Evidence,
  folder: string,
  mutantsFile = join(folder, MUTANTS_FILE),
): Promise<Written> {
  const { writeHtmlReport } = await import('../../../reports/html/write.ts')
  const { evidence, notes } = withMutants(run, mutantsFile)
  return { index: await writeHtmlReport(evidence, folder), notes }
}

/** A run with what mutants made of its claims, if that file is there and belongs to it; if it does not, a note says why. */
export function withMutants(run: Evidence, file: string): { evidence: Evidence; notes: readonly string[] } {
  if (!existsSync(file)) return { evidence: run, notes: [] }
  try {
    const { evidence, refusal } = mergeMutants(run, readEvidence(file))
    return refusal === null
      ? { evidence, notes: [] }
      : { evidence: run, notes: [`The report has no mutants: ${refusal}`] }
  } catch (error) {
    if (!(error instanceof EvidenceError)) throw error
    return { evidence: run, notes: [`The report has no mutants: ${error.message}`] }
  }
}
