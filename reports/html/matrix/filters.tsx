import type { Outcome } from '../../../harness/evidence/schema.ts'
import type { Column } from '../../runs/column.ts'
import type { Agreement, Row } from '../../runs/rows.ts'
import { chapterOf, chapterTitle } from '../../words/chapters.ts'
import { OUTCOMES, READINGS } from '../../words/verdicts.ts'
import { Choice, FilterBar } from '../parts/filter-bar.tsx'

/** How runs agree, in the words of the filter. */
const AGREEMENTS: Readonly<Record<Agreement, string>> = {
  differ: 'they differ',
  partly: 'not tested everywhere',
  alike: 'all alike',
}

/** Search and filters of the matrix; hidden until a script runs that can do it. */
export function MatrixFilters({ rows, columns }: { rows: readonly Row[]; columns: readonly Column[] }) {
  const agreements = Object.keys(AGREEMENTS).filter((one) => rows.some(({ agreement }) => agreement === one))
  const readings = READINGS.filter((reading) => rows.some(({ claim }) => claim?.reading === reading))
  const chapters = [...new Set(rows.map(({ id }) => chapterOf(id)))]
  return (
    <FilterBar>
      <Choice name="agreement" values={agreements} titleOf={(one) => AGREEMENTS[one as Agreement]} />
      <label>
        <span>Verdict</span>
        <select id="filter-verdict">
          <option value="">any</option>
          <optgroup label="anywhere">
            {outcomesIn(rows, () => true).map((outcome) => (
              <option value={outcome}>{outcome}</option>
            ))}
          </optgroup>
          {columns.map(({ label, folder }, place) => (
            <optgroup label={label}>
              {outcomesIn(rows, (index) => index === place).map((outcome) => (
                <option value={`${folder}:${outcome}`}>
                  {outcome}: {label}
                </option>
              ))}
            </optgroup>
          ))}
        </select>
      </label>
      <Choice name="reading" values={readings} />
      <Choice name="chapter" values={chapters} titleOf={chapterTitle} />
    </FilterBar>
  )
}

function outcomesIn(rows: readonly Row[], isMeant: (place: number) => boolean): Outcome[] {
  const there = rows.flatMap(({ cells }) => cells.filter((_, place) => isMeant(place)).map((cell) => cell?.outcome))
  return OUTCOMES.filter((outcome) => there.includes(outcome))
}
