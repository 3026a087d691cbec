import type { Condition, ResultRecord } from '../../../harness/evidence/schema.ts'
import { escaped, isCaught } from '../../catalogue/entry.ts'
import { sentence } from '../../words/meaning.ts'
import { visible } from '../../words/visible.ts'
import { VerdictMark, YesNo } from './marks.tsx'

/** What was made wrong, what came of it, and by which condition: the row of a table. */
export function MutantRow({ record }: { record: ResultRecord }) {
  return (
    <tr>
      <th scope="row">
        {visible(record.mutant?.says ?? '')} <code class="id">{visible(record.mutant?.name ?? '')}</code>
      </th>
      <td>
        <MutantMark record={record} />
      </td>
      <td>{killedBy(record)}</td>
    </tr>
  )
}

/** Whether a mutant was killed; what came of it otherwise. */
export function MutantMark({ record }: { record: ResultRecord }) {
  const { outcome } = record.verdict
  if (isCaught(record)) return <YesNo yes yesWord="killed" noWord="" />
  return escaped(record) ? <YesNo yes={false} yesWord="" noWord="survived" /> : <VerdictMark outcome={outcome} />
}

/** A condition with the case that it belongs to, since several cases may have one of the same name. */
function conditionName({ says, case: side }: Condition): string {
  const when = side === null ? '' : `, when ${side.when.replace(/^when /i, '')}`
  return visible(says + when)
}

function killedBy(record: ResultRecord): string {
  if (escaped(record)) return 'By none: the check passed. Next: add a condition that tells this apart.'
  const missed = record.runs.flatMap(({ conditions }) => conditions).find(({ holds }) => !holds)
  if (isCaught(record) && missed !== undefined) return conditionName(missed)
  return record.verdict.reason === null ? '' : sentence(record.verdict.reason)
}
