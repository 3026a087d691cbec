import type { Column } from '../../runs/column.ts'
import { matrixJson } from '../../runs/matrix-json.ts'
import { rowsOf } from '../../runs/rows.ts'
import { matrixSentence } from '../../words/matrix.ts'
import { documentOf } from '../document.ts'
import { htmlReport, type ReportFile } from '../site.tsx'
import { MatrixPage } from './page.tsx'

/** What the page is called in the pages of its columns. */
const OVERVIEW = 'All runs'

/**
 * Makes the report of several runs, file by file: the matrix, the same for programs, and for each run its own report in a
 * folder of its own.
 */
export function* matrixReport(columns: readonly Column[]): Generator<ReportFile> {
  const rows = rowsOf(columns)
  const title = `sockproof: ${matrixSentence(columns, rows)}`
  yield ['index.html', documentOf(title, <MatrixPage columns={columns} rows={rows} />)]
  yield ['matrix.json', `${JSON.stringify(matrixJson(columns, rows), null, 1)}\n`]
  yield* columnReports(columns, OVERVIEW)
}

/** The reports of runs that are shown side by side, each in the folder of its column. */
export function* columnReports(columns: readonly Column[], overview: string): Generator<ReportFile> {
  for (const column of columns) {
    for (const [path, content] of htmlReport(column.evidence, { column, columns, overview })) {
      yield [`${column.folder}/${path}`, content]
    }
  }
}
