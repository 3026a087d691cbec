import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Evidence } from '../evidence.ts'
import { htmlReport } from './site.tsx'

/**
 * Writes the report of a run into a folder, which is made if it is not there; files of an earlier report are overwritten.
 *
 * @returns the path of the index
 */
export async function writeHtmlReport(evidence: Evidence, folder: string): Promise<string> {
  for (const [path, content] of htmlReport(evidence)) {
    const file = join(folder, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, content)
  }
  return join(folder, 'index.html')
}
