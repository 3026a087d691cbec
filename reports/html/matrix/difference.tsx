import type { Column } from '../../runs/column.ts'
import type { Behaviour, Deciding, Difference, Seen } from '../../runs/deciding.ts'
import { count } from '../../words/count.ts'
import { sentence } from '../../words/meaning.ts'
import { shortened, visible } from '../../words/visible.ts'
import { ReadingMark, VerdictMark } from '../parts/marks.tsx'
import { RunNames } from '../parts/runs.tsx'
import { StandingNote } from '../parts/standing.tsx'
import { Value } from '../parts/value.tsx'

interface DifferenceProps {
  readonly difference: Difference
  readonly columns: readonly Column[]
  /** Unique within the page. */
  readonly id: string
  /** What is to be said before the rest. */
  readonly note?: string | null
}

/** A claim that comes out differently: who behaves how, by what that was seen, and why. */
export function DifferenceCard({ difference, columns, id, note = null }: DifferenceProps) {
  const { row, deciding, behaviours, silent } = difference
  const { claim } = row
  const conditions: readonly (Deciding | null)[] = deciding.length === 0 ? [null] : deciding
  return (
    <article class="difference" aria-labelledby={id}>
      <h3 id={id}>{claim === null ? visible(row.id) : shortened(visible(claim.says), 320)}</h3>
      <p class="about">
        <code>{visible(row.id)}</code>
        {claim === null ? null : <ReadingMark reading={claim.reading} />}
      </p>
      {note === null ? null : <p>{note}</p>}
      <table class="behave">
        <caption class="unseen">Who behaves how</caption>
        <thead class={deciding.length === 0 ? 'unseen' : undefined}>
          <tr>
            <th scope="col">Verdict</th>
            {deciding.length === 0 ? null : (
              <>
                <th scope="col">Expected</th>
                <th scope="col">Observed</th>
              </>
            )}
          </tr>
        </thead>
        {conditions.map((condition, place) => (
          <tbody>
            {condition === null ? null : (
              <tr class="condition">
                <th scope="rowgroup" colSpan={3}>
                  {conditionText(condition)}
                </th>
              </tr>
            )}
            {behaviours.map((behaviour, line) => (
              <Line {...{ behaviour, difference, columns }} place={place} label={`${id}-${place}-${line}`} />
            ))}
          </tbody>
        ))}
      </table>
      {behaviours.map((behaviour) => (
        <Because behaviour={behaviour} columns={columns} />
      ))}
      {silent.length === 0 || note !== null ? null : (
        <p class="aside">
          Nothing is known of <RunNames row={row} columns={columns} places={silent} />.
        </p>
      )}
      {claim === null || claim.why === '' ? null : (
        <details>
          <summary>Why the catalogue expects what it expects</summary>
          <p>{visible(claim.why)}</p>
        </details>
      )}
    </article>
  )
}

function conditionText({ says, case: side }: Deciding): string {
  return visible(side === null ? says : `${says}, when ${side.when.replace(/^when /i, '')}`)
}

interface LineProps extends Pick<DifferenceProps, 'difference' | 'columns'> {
  readonly behaviour: Behaviour
  /** Which of the deciding conditions. */
  readonly place: number
  readonly label: string
}

function Line({ behaviour, difference, columns, place, label }: LineProps) {
  const { cell, seen, columns: places } = behaviour
  const one = seen[place]
  return (
    <tr class={one?.holds === false ? 'missed' : undefined}>
      <th scope="row">
        <VerdictMark outcome={cell.outcome} /> <RunNames row={difference.row} columns={columns} places={places} />{' '}
        <StandingNote standing={cell.standing} />
        {cell.reads === null ? null : (
          <small class="standing">
            reads here <ReadingMark reading={cell.reads} />
          </small>
        )}
      </th>
      {difference.deciding.length === 0 ? null : <SeenCells seen={one ?? null} label={label} />}
    </tr>
  )
}

function SeenCells({ seen, label }: { seen: Seen | null; label: string }) {
  if (seen === null) {
    return (
      <td colSpan={2} class="aside">
        not judged here
      </td>
    )
  }
  const { values, times } = seen
  if (values === null) return <td colSpan={2}>met each of {count(times, 'time')} that it was judged</td>
  const { relation, expected, observed, input } = values
  return (
    <>
      <td data-name="expected">
        {relation === 'equal' ? null : <span class="relation">{visible(relation)} </span>}
        <Value value={expected} label={`${label}, expected`} />
      </td>
      <td data-name="observed">
        <Value value={observed} label={`${label}, observed`} />
        {input === null ? null : (
          <small class="of-input">
            for the input <Value value={input} label={`${label}, input`} />
          </small>
        )}
        {times > 1 ? <small class="of-input">each of {count(times, 'time')}</small> : null}
      </td>
    </>
  )
}

/** Why it is so there, as is known of the stack or as the run told, and what to do about it. */
function Because({ behaviour: { cell, why, columns: places }, columns }: Pick<LineProps, 'behaviour' | 'columns'>) {
  const { reason, known, link, advice } = why
  const isUnexplained = reason === null && advice === null
  if (isUnexplained && cell.standing !== 'unexpected') return null
  const names = places.flatMap((place) => columns[place]?.label ?? []).join(', ')
  return (
    <p class="because">
      <strong>{names}</strong>
      {known ? ', as known: ' : ': '}
      {reason === null ? null : `${sentence(reason)} `}
      {link === null ? null : (
        <a href={link} rel="noreferrer">
          Where that is said
        </a>
      )}
      {advice === null ? null : visible(advice)}
      {isUnexplained
        ? 'why is not recorded yet. Next: its page shows what happened, and which condition was not met.'
        : null}
    </p>
  )
}
