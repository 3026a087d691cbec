import type { Condition, ResultRecord, Run } from '../../../harness/evidence/schema.ts'
import { valueText } from '../../calls/value.ts'
import { type Case, casesOf, shownRuns } from '../../catalogue/cases.ts'
import { grouped } from '../../words/count.ts'
import { shortened, visible } from '../../words/visible.ts'
import { YesNo } from '../parts/marks.tsx'
import { Value } from '../parts/value.tsx'

/** What decided: condition by condition, what was expected and what was observed. */
export function DecidedSection({ result }: { result: ResultRecord }) {
  const runs = shownRuns(result).filter(({ conditions }) => conditions.length > 0)
  if (runs.length === 0) return null
  return (
    <section aria-labelledby="decided">
      <h2 id="decided">What decided</h2>
      <Tally result={result} />
      {runs.map((run, index) => (
        <RunConditions run={run} label={`Run ${index + 1}`} named={result.runs.length > 1} />
      ))}
    </section>
  )
}

/** In how many of several runs everything was as expected. */
function Tally({ result: { runs } }: { result: ResultRecord }) {
  if (runs.length < 2) return null
  const good = runs.filter(({ conditions }) => conditions.every(({ holds }) => holds)).length
  return (
    <p>
      All conditions were met in {grouped(good)} of the {grouped(runs.length)} runs that are kept.
    </p>
  )
}

function RunConditions({ run, label, named }: { run: Run; label: string; named: boolean }) {
  const kind = run.shown === 'counterexample' ? 'The smallest counterexample' : 'The example that is shown'
  return (
    <>
      {named ? (
        <h3>
          {kind}
          {run.input === undefined ? null : <code class="input">{shortened(valueText(run.input), 120)}</code>}
        </h3>
      ) : null}
      <table class="conditions">
        <caption class="unseen">{label}: conditions</caption>
        <thead>
          <tr>
            <th scope="col">Condition</th>
            <th scope="col">Expected</th>
            <th scope="col">Observed</th>
            <th scope="col">Met?</th>
          </tr>
        </thead>
        {casesOf(run).map((one, index) => (
          <CaseRows of={one} label={`${label}, case ${index + 1}`} />
        ))}
      </table>
    </>
  )
}

/** The conditions of one side of the claim, below its heading. */
function CaseRows({ of, label }: { of: Case; label: string }) {
  return (
    <tbody>
      {of.kind === null ? null : (
        <tr class={`case ${of.kind}`}>
          <th scope="rowgroup" colSpan={4}>
            {headingOf(of)}
          </th>
        </tr>
      )}
      {of.conditions.map((condition, index) => (
        <Row condition={condition} label={`${label}, condition ${index + 1}`} />
      ))}
    </tbody>
  )
}

function headingOf({ kind, when }: Case): string {
  const words = visible(when).replace(/^when /i, '')
  return kind === 'true-case' ? `True when ${words}` : `But not when ${words}`
}

function Row({ condition, label }: { condition: Condition; label: string }) {
  const { says, relation, expected, observed, holds } = condition
  return (
    <tr class={holds ? undefined : 'missed'}>
      <th scope="row">{visible(says)}</th>
      <td data-name="expected">
        {relation === 'equal' ? null : <span class="relation">{visible(relation)} </span>}
        <Value value={expected} label={`${label}, expected`} />
      </td>
      <td data-name="observed">
        <Value value={observed} label={`${label}, observed`} />
      </td>
      <td>
        <YesNo yes={holds} yesWord="yes" noWord="no" />
      </td>
    </tr>
  )
}
