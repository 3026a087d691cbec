import { cellOf } from '../../runs/cell.ts'
import { pageIn } from '../../runs/column.ts'
import { useAmong } from '../among.ts'
import { VerdictMark } from '../parts/marks.tsx'
import { StandingNote } from '../parts/standing.tsx'
import { TO_ROOT } from '../paths.ts'

/** What came of the claim in the other runs that this one is shown with; nothing on the page of a run that stands alone. */
export function OtherRuns({ id }: { id: string }) {
  const among = useAmong()
  if (among === null) return null
  const others = among.columns.filter((column) => column !== among.column)
  return (
    <nav class="other-runs" aria-labelledby="other-runs">
      <p id="other-runs">The same claim in the other runs:</p>
      <ul>
        {others.map((column) => {
          const entry = column.entries.find((one) => one.id === id)
          const page = entry === undefined ? null : pageIn(column, entry)
          return (
            <li>
              {page === null ? column.label : <a href={`${TO_ROOT}../${page}`}>{column.label}</a>}{' '}
              {entry === undefined ? <small>not in this run</small> : <VerdictMark outcome={entry.outcome} />}
              {entry === undefined ? null : <StandingNote standing={cellOf(entry).standing} />}
            </li>
          )
        })}
      </ul>
    </nav>
  )
}
