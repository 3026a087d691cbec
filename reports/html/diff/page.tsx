import { type Change, TURNS, type TwoRuns } from '../../runs/changes.ts'
import { type Column, pageIn } from '../../runs/column.ts'
import { differenceOf } from '../../runs/deciding.ts'
import type { Row } from '../../runs/rows.ts'
import { count } from '../../words/count.ts'
import { diffSentence, TURN_MEANING, TURN_WORDS } from '../../words/diff.ts'
import { dateAndTime } from '../../words/time.ts'
import { shortened, visible } from '../../words/visible.ts'
import { DifferenceCard } from '../matrix/difference.tsx'
import { TraitTable } from '../matrix/environments.tsx'
import { Overview } from '../matrix/overview.tsx'
import { VerdictMark } from '../parts/marks.tsx'
import { Frame } from '../parts/page.tsx'
import { Origins, PartialRuns } from '../parts/several.tsx'

/** What changed between two runs: claims by what became of them, then the environment, then what stayed. */
export function DiffPage({ runs }: { runs: TwoRuns }) {
  const { before, after, changes, unchanged, environment, traits } = runs
  const columns = [before, after]
  return (
    <Frame root="" notice={<PartialRuns columns={columns} />} origin={<Origins columns={columns} />}>
      <h1>{diffSentence(runs)}</h1>
      <p class="lead">
        Two runs of the same claims beside each other: <em>before</em>, begun {whenOf(before)}, and <em>after</em>,
        begun {whenOf(after)}.
      </p>
      <Overview columns={columns} />
      {TURNS.map((turn) => {
        const some = changes.filter((change) => change.turn === turn)
        return some.length === 0 ? null : (
          <section aria-labelledby={`turn-${turn}`}>
            <h2 id={`turn-${turn}`}>
              {some.length} {TURN_WORDS[turn]}
            </h2>
            <p>{TURN_MEANING[turn]}</p>
            {some.map((change, index) => (
              <Changed change={change} columns={columns} id={`${turn}-${index + 1}`} />
            ))}
          </section>
        )
      })}
      <section aria-labelledby="environments">
        <h2 id="environments">What changed around them</h2>
        {environment.length === 0 ? (
          <p>Nothing that the evidence tells of: kernel, C library, runtime, tools and sysctls are the same.</p>
        ) : (
          <>
            <p>This may be why a verdict changed.</p>
            <TraitTable
              title="What differs of the machine and the stack"
              traits={environment}
              columns={columns}
              plain
            />
          </>
        )}
        <TraitTable title="The runs" traits={traits.run} columns={columns} plain />
      </section>
      <Unchanged rows={unchanged} column={after} />
    </Frame>
  )
}

function Changed({
  change: { row, before, after },
  columns,
  id,
}: {
  change: Change
  columns: readonly Column[]
  id: string
}) {
  const note =
    before === null
      ? 'New: it was not part of the run before.'
      : after === null
        ? 'Gone: it is not part of the run after.'
        : null
  return <DifferenceCard difference={differenceOf(row, () => false)} columns={columns} id={id} note={note} />
}

/** What stayed as it was, folded away, with the way to its evidence. */
function Unchanged({ rows, column }: { rows: readonly Row[]; column: Column }) {
  if (rows.length === 0) return null
  return (
    <section aria-labelledby="unchanged">
      <h2 id="unchanged">{count(rows.length, 'claim')} as before</h2>
      <details>
        <summary>Show them</summary>
        <table class="plain">
          <caption class="unseen">Claims that came out as before</caption>
          <thead>
            <tr>
              <th scope="col">Statement</th>
              <th scope="col">Verdict</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, claim, cells }) => {
              const entry = cells[1]?.entry
              const page = entry === undefined ? null : pageIn(column, entry)
              const says = shortened(visible(claim?.says ?? id), 240)
              return (
                <tr>
                  <th scope="row">
                    {page === null ? says : <a href={page}>{says}</a>} <code class="id">{visible(id)}</code>
                  </th>
                  <td>{entry === undefined ? null : <VerdictMark outcome={entry.outcome} />}</td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </details>
    </section>
  )
}

function whenOf({ evidence: { header } }: Column): string {
  return dateAndTime(header.startedAt)
}
