import type { Fingerprint, HeaderRecord, Outcome, Reading } from '../../harness/evidence/schema.ts'
import { type Standing, whyOf } from './cell.ts'
import { type Column, pageIn } from './column.ts'
import type { Agreement, Row } from './rows.ts'

/** The matrix for programs. Texts are as the evidence has them; whoever shows them must escape them. */
export interface MatrixJson {
  readonly format: 'sockproof-matrix'
  readonly version: 1
  readonly columns: readonly {
    readonly label: string
    readonly folder: string
    readonly stack: string
    readonly agent: HeaderRecord['agent']
    readonly lab: HeaderRecord['lab']
    readonly run: string
    readonly startedAt: string
    readonly complete: boolean
    readonly fingerprint: Fingerprint
  }[]
  readonly claims: readonly {
    readonly id: string
    readonly says: string | null
    readonly reading: Reading | null
    readonly agreement: Agreement
    /** One a column, in their order; null if the claim was not part of that run. */
    readonly cells: readonly (CellJson | null)[]
  }[]
}

interface CellJson {
  readonly verdict: Outcome
  readonly standing: Standing
  readonly shownReading: Reading | null
  readonly reason: string | null
  readonly link: string | null
  /** Its page, relative to the folder of the report; null if it has none. */
  readonly page: string | null
}

/** The matrix as plain JSON: claims down, runs across. */
export function matrixJson(columns: readonly Column[], rows: readonly Row[]): MatrixJson {
  return {
    format: 'sockproof-matrix',
    version: 1,
    columns: columns.map(({ label, folder, evidence: { header }, completeness: { complete } }) => {
      const { stack, agent, lab, run, startedAt, fingerprint } = header
      return { label, folder, stack, agent, lab, run, startedAt, complete, fingerprint }
    }),
    claims: rows.map(({ id, claim, agreement, cells }) => ({
      id,
      says: claim?.says ?? null,
      reading: claim?.reading ?? null,
      agreement,
      cells: cells.map((cell, place): CellJson | null => {
        if (cell === null) return null
        const { entry, outcome, standing } = cell
        const { reason, link } = whyOf(cell)
        const column = columns[place]
        const page = column === undefined ? null : pageIn(column, entry)
        return { verdict: outcome, standing, shownReading: entry.main?.shownReading ?? null, reason, link, page }
      }),
    })),
  }
}
