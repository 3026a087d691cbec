import type { ComponentChildren } from 'preact'
import { visible } from '../../words/visible.ts'

/** Search, the filters given, and how many rows they leave; hidden until a script runs that can do it. */
export function FilterBar({ children }: { children: ComponentChildren }) {
  return (
    <search class="filters" id="filters" hidden>
      <label class="query">
        <span>
          Search <kbd>/</kbd>
        </span>
        <input type="search" id="filter-q" autocomplete="off" spellcheck={false} />
      </label>
      {children}
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
export function Choice({ name, values, titleOf = (value) => value }: ChoiceProps) {
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
