import type { ClaimEntry } from '../../catalogue/entry.ts'
import { chapterTitle } from '../../words/chapters.ts'
import { OUTCOMES, READINGS } from '../../words/verdicts.ts'
import { Choice, FilterBar } from '../parts/filter-bar.tsx'

/** Search and filters of the index. */
export function Filters({ entries, chapters }: { entries: readonly ClaimEntry[]; chapters: readonly string[] }) {
  const kinds = [...new Set(entries.flatMap(({ claim }) => (claim === null ? [] : [claim.kind])))]
  const outcomes = OUTCOMES.filter((outcome) => entries.some((entry) => entry.outcome === outcome))
  const readings = READINGS.filter((reading) => entries.some(({ claim }) => claim?.reading === reading))
  return (
    <FilterBar>
      <Choice name="verdict" values={outcomes} />
      <Choice name="reading" values={readings} />
      <Choice name="kind" values={kinds} />
      <Choice name="chapter" values={chapters} titleOf={chapterTitle} />
    </FilterBar>
  )
}
