import type { ClaimDescription } from '../../harness/evidence/schema.ts'
import { chapterOf, inCatalogueOrder } from '../words/chapters.ts'
import { groupBy } from '../words/group.ts'
import { type Cell, cellOf, tells } from './cell.ts'
import type { Column } from './column.ts'

/** One claim in several runs. */
export interface Row {
  readonly id: string
  /** As the first run states it that knows it; null if none came to it. */
  readonly claim: ClaimDescription | null
  /** One a column; null if the claim was not part of that run. */
  readonly cells: readonly (Cell | null)[]
  readonly agreement: Agreement
}

/**
 * How the runs agree on a claim.
 * - `differ`: of those that tell, not all tell the same: another verdict, or another reading.
 * - `partly`: those that tell agree, and some tell nothing.
 * - `alike`: all tell the same.
 */
export type Agreement = 'differ' | 'partly' | 'alike'

/** The claims of several runs by chapter, in the order of the catalogue; within a chapter in that of the first run. */
export function rowsOf(columns: readonly Column[]): Row[] {
  const entries = columns.map((column) => new Map(column.entries.map((entry) => [entry.id, entry])))
  const ids = [...new Set(columns.flatMap((column) => column.entries.map(({ id }) => id)))]
  const chapters = groupBy(ids, chapterOf)
  return inCatalogueOrder([...chapters.keys()])
    .flatMap((chapter) => chapters.get(chapter) ?? [])
    .map((id) => {
      const cells = entries.map((of) => {
        const entry = of.get(id)
        return entry === undefined ? null : cellOf(entry)
      })
      const claim = cells.find((cell) => cell?.entry.claim != null)?.entry.claim ?? null
      return { id, claim, cells, agreement: agreementOf(cells) }
    })
}

function agreementOf(cells: readonly (Cell | null)[]): Agreement {
  const telling = cells.filter((cell) => cell !== null && tells(cell))
  const told = telling.map((cell) => `${cell?.outcome} ${cell?.entry.main?.shownReading}`)
  if (new Set(told).size > 1) return 'differ'
  return telling.length < cells.length ? 'partly' : 'alike'
}
