import type { TwoRuns } from '../../runs/changes.ts'
import { diffSentence } from '../../words/diff.ts'
import { documentOf } from '../document.ts'
import { columnReports } from '../matrix/site.tsx'
import type { ReportFile } from '../site.tsx'
import { DiffPage } from './page.tsx'

/** What the page is called in the pages of the two runs. */
const OVERVIEW = 'What changed'

/** Makes the report of two runs, file by file: what changed, and the report of each run in a folder of its own. */
export function* diffReport(runs: TwoRuns): Generator<ReportFile> {
  yield ['index.html', documentOf(`sockproof: ${diffSentence(runs)}`, <DiffPage runs={runs} />)]
  yield* columnReports([runs.before, runs.after], OVERVIEW)
}
