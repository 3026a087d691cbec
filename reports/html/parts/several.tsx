import type { Column } from '../../runs/column.ts'
import { dateAndTime } from '../../words/time.ts'
import { visible } from '../../words/visible.ts'

/** A notice that some of the runs are not whole; nothing if all are. */
export function PartialRuns({ columns }: { columns: readonly Column[] }) {
  const partial = columns.filter(({ completeness }) => !completeness.complete)
  if (partial.length === 0) return null
  return (
    <section class="partial" aria-label="Partial evidence">
      {partial.map(({ label, completeness: { present, planned, reasons } }) => (
        <p>
          <strong>
            Partial: {label} has {present} of {planned} results.
          </strong>{' '}
          {reasons.join(' ')}
        </p>
      ))}
    </section>
  )
}

/** What a page of several runs was made from. */
export function Origins({ columns }: { columns: readonly Column[] }) {
  return (
    <>
      {columns.map(({ label, evidence: { header } }) => (
        <p>
          {label}: run <code>{header.run}</code>, begun {dateAndTime(header.startedAt)} with{' '}
          <code>{visible(header.command.trim())}</code>.
        </p>
      ))}
    </>
  )
}
