import { completeness, type Evidence } from '../../evidence.ts'
import { visible } from '../../words/visible.ts'

/** A notice, on every page, that the evidence is not whole; nothing if it is. */
export function Partial({ evidence, root }: { evidence: Evidence; root: string }) {
  const { complete, present, planned, reasons } = completeness(evidence)
  if (complete) return null
  return (
    <section class="partial" aria-label="Partial evidence">
      <p>
        <strong>
          Partial: {present} of {planned} results.
        </strong>{' '}
        {reasons.join(' ')} What is shown is what was found until then; what is missing may have come out either way.
      </p>
      {root === '' && evidence.problems.length > 0 ? (
        <ul>
          {evidence.problems.map((problem) => (
            <li>{visible(problem)}</li>
          ))}
        </ul>
      ) : null}
    </section>
  )
}
