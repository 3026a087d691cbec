import type { ClaimEntry } from '../../catalogue/entry.ts'
import { chapterTitle } from '../../words/chapters.ts'
import { OUTCOMES, READINGS } from '../../words/verdicts.ts'
import { visible } from '../../words/visible.ts'

/** Search and filters; hidden until a script runs that can do it. */
export function Filters({ entries, chapters }: { entries: readonly ClaimEntry[]; chapters: readonly string[] }) {
  const kinds = [...new Set(entries.flatMap(({ claim }) => (claim === null ? [] : [claim.kind])))]
  const outcomes = OUTCOMES.filter((outcome) => entries.some((entry) => entry.outcome === outcome))
  const readings = READINGS.filter((reading) => entries.some(({ claim }) => claim?.reading === reading))
  return (
    <search class="filters" id="filters" hidden>
      <label class="query">
        <span>
          Search <kbd>/</kbd>
        </span>
        <input type="search" id="filter-q" autocomplete="off" spellcheck={false} />
      </label>
      <Choice name="verdict" values={outcomes} />
      <Choice name="reading" values={readings} />
      <Choice name="kind" values={kinds} />
      <Choice name="chapter" values={chapters} titleOf={chapterTitle} />
      <p class="shown">
        <span id="filter-count" role="status" />
        <button type="button" id="filter-clear" hidden>
          Show all
        </button>
      </p>
    </search>
  )
}

interface ChoiceProps {
  readonly name: string
  readonly values: readonly string[]
  readonly titleOf?: (value: string) => string
}

/** A filter; where all claims are alike there is nothing to choose. */
function Choice({ name, values, titleOf = (value) => value }: ChoiceProps) {
  if (values.length < 2) return null
  return (
    <label>
      <span>{name.charAt(0).toUpperCase() + name.slice(1)}</span>
      <select id={`filter-${name}`}>
        <option value="">any</option>
        {values.map((value) => (
          <option value={visible(value)}>{visible(titleOf(value))}</option>
        ))}
      </select>
    </label>
  )
}
