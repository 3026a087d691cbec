import type { Outcome } from '../../harness/evidence/schema.ts'
import { groupBy } from '../words/group.ts'
import { tells, whyOf } from './cell.ts'
import type { Row } from './rows.ts'

/** Claims of which runs say nothing, for one reason. */
export interface Silence {
  /** Places of the columns. */
  readonly columns: readonly number[]
  /** What came of them; null if they were not part of the run. */
  readonly outcome: Outcome | null
  readonly reason: string | null
  readonly rows: readonly Row[]
}

interface SilentCell extends Pick<Silence, 'outcome' | 'reason'> {
  readonly row: Row
  readonly column: number
}

/** Of which claims runs say nothing, and why; the most claims first. */
export function silencesOf(rows: readonly Row[]): Silence[] {
  const silent = rows.flatMap((row) =>
    row.cells.flatMap((cell, column): SilentCell[] => {
      if (cell === null) return [{ row, column, outcome: null, reason: null }]
      return tells(cell) ? [] : [{ row, column, outcome: cell.outcome, reason: whyOf(cell).reason }]
    }),
  )
  const byReason = groupBy(silent, ({ column, outcome, reason }) => JSON.stringify([column, outcome, reason]))
  const byColumn = [...byReason.values()].flatMap(([first, ...rest]) =>
    first === undefined ? [] : [{ ...first, rows: [first, ...rest].map(({ row }) => row) }],
  )
  const alike = groupBy(byColumn, ({ outcome, reason, rows: of }) =>
    JSON.stringify([outcome, reason, of.map(({ id }) => id)]),
  )
  return [...alike.values()]
    .flatMap((group) => {
      const [first] = group
      return first === undefined ? [] : [{ ...first, columns: group.map(({ column }) => column) }]
    })
    .toSorted((one, other) => other.rows.length - one.rows.length)
}
