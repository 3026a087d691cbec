import type { Outcome } from '../../../harness/evidence/schema.ts'
import type { Cell } from '../../runs/cell.ts'
import type { Row } from '../../runs/rows.ts'
import { OUTCOMES, READING_MEANING, READINGS } from '../../words/verdicts.ts'
import { ReadingMark, VerdictMark } from '../parts/marks.tsx'

const MEANINGS: Readonly<Record<Outcome, string>> = {
  pass: 'behaves as the reading says',
  fail: 'behaves otherwise',
  unresolved: 'the set-up broke, so nothing is known',
  unsupported: 'lacks what the claim needs',
  untested: 'not reached in that run',
}

/** What the marks of the matrix mean, those that occur in it. */
export function MatrixLegend({ rows }: { rows: readonly Row[] }) {
  const cells = rows.flatMap((row) => row.cells)
  const has = (isSo: (cell: Cell) => boolean): boolean => cells.some((cell) => cell !== null && isSo(cell))
  const readings = READINGS.filter(
    (reading) => rows.some(({ claim }) => claim?.reading === reading) || has(({ reads }) => reads === reading),
  )
  return (
    <ul class="legend marks-legend">
      {OUTCOMES.filter((one) => has(({ outcome }) => outcome === one)).map((outcome) => (
        <li>
          <VerdictMark outcome={outcome} /> {MEANINGS[outcome]}
        </li>
      ))}
      {has(({ standing }) => standing === 'known') ? (
        <li>
          <span class="known-mark">k</span> known of this stack, with its reason
        </li>
      ) : null}
      {has(({ standing }) => standing === 'unexpected') ? (
        <li>
          <span class="alarm">!</span> not as expected
        </li>
      ) : null}
      {readings
        .filter((reading) => reading !== 'holds' || has(({ reads }) => reads === reading))
        .map((reading) => (
          <li>
            <ReadingMark reading={reading} /> the sentence is {READING_MEANING[reading]}
          </li>
        ))}
      {cells.includes(null) ? (
        <li>
          <span aria-hidden="true">–</span> not part of that run
        </li>
      ) : null}
    </ul>
  )
}
