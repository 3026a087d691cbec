import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Evidence } from '../evidence.ts'
import type { TwoRuns } from '../runs/changes.ts'
import type { Column } from '../runs/column.ts'
import { diffReport } from './diff/site.tsx'
import { matrixReport } from './matrix/site.tsx'
import { htmlReport, type ReportFile } from './site.tsx'

/**
 * Writes the report of a run into a folder, which is made if it is not there; files of an earlier report are overwritten.
 *
 * @returns the path of the index
 */
export async function writeHtmlReport(evidence: Evidence, folder: string): Promise<string> {
  return await write(htmlReport(evidence), folder)
}

/** Writes the report of several runs, side by side, into a folder; gives the path of its index. */
export async function writeMatrixReport(columns: readonly Column[], folder: string): Promise<string> {
  return await write(matrixReport(columns), folder)
}

/** Writes what changed between two runs, and the report of each, into a folder; gives the path of its index. */
export async function writeDiffReport(runs: TwoRuns, folder: string): Promise<string> {
  return await write(diffReport(runs), folder)
}

async function write(files: Iterable<ReportFile>, folder: string): Promise<string> {
  for (const [path, content] of files) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  return join(folder, 'index.html')
}
