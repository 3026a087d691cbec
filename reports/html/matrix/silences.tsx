import type { Column } from '../../runs/column.ts'
import { pageIn } from '../../runs/column.ts'
import type { Row } from '../../runs/rows.ts'
import { type Silence, silencesOf } from '../../runs/silence.ts'
import { count } from '../../words/count.ts'
import { sentence } from '../../words/meaning.ts'
import { visible } from '../../words/visible.ts'
import { VerdictMark } from '../parts/marks.tsx'

/** What some runs say nothing of, by reason; nothing if every run tells of every claim. */
export function Silences({ rows, columns }: { rows: readonly Row[]; columns: readonly Column[] }) {
  const silences = silencesOf(rows)
  if (silences.length === 0) return null
  return (
    <section aria-labelledby="silent">
      <h2 id="silent">What was not put to the test everywhere</h2>
      <p>
        Of these nothing is known there: neither that it is so, nor that it is not. What a machine lacks is probed, and
        never guessed from a failure.
      </p>
      <table class="silences">
        <caption class="unseen">Claims that were not put to the test, by reason</caption>
        <thead>
          <tr>
            <th scope="col">Where</th>
            <th scope="col">Verdict</th>
            <th scope="col">Claims</th>
            <th scope="col">Why</th>
          </tr>
        </thead>
        <tbody>
          {silences.map((silence) => (
            <Line silence={silence} columns={columns} />
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Line({ silence, columns }: { silence: Silence; columns: readonly Column[] }) {
  const { outcome, reason, rows, columns: places } = silence
  return (
    <tr>
      <th scope="row">{places.flatMap((place) => columns[place]?.label ?? []).join(', ')}</th>
      <td>{outcome === null ? 'not in this run' : <VerdictMark outcome={outcome} />}</td>
      <td>
        <details>
          <summary>{count(rows.length, 'claim')}</summary>
          <ul class="ids">
            {rows.map((row) => (
              <li>
                <Name row={row} columns={columns} place={places[0] ?? 0} />
              </li>
            ))}
          </ul>
        </details>
      </td>
      <td>{reason === null ? 'These claims were not asked for.' : sentence(reason)}</td>
    </tr>
  )
}

function Name({ row, columns, place }: { row: Row; columns: readonly Column[]; place: number }) {
  const [column, entry] = [columns[place], row.cells[place]?.entry]
  const page = column === undefined || entry === undefined ? null : pageIn(column, entry)
  return page === null ? <code>{visible(row.id)}</code> : <a href={page}>{visible(row.id)}</a>
}
