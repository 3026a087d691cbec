import type { Outcome } from '../../../harness/evidence/schema.ts'
import { type Cell, cellOf } from '../../runs/cell.ts'
import type { Column } from '../../runs/column.ts'
import { kernelName } from '../../words/summary.ts'
import { VerdictMark } from '../parts/marks.tsx'
import { Scroll } from '../parts/scroll.tsx'

/** The runs, one a line: what came of each in numbers, and the way to its own report. */
export function Overview({ columns }: { columns: readonly Column[] }) {
  const lines = columns.map((column) => ({ column, numbers: numbersOf(column) }))
  const shown = [...COUNTED.keys()].filter((place) => lines.some(({ numbers }) => numbers[place] !== 0))
  return (
    <Scroll label="What came of each run">
      <table class="overview">
        <caption class="unseen">The runs, and how many claims came to which verdict in each</caption>
        <thead>
          <tr>
            <th scope="col">Run</th>
            {shown.map((place) => (
              <th scope="col" class="number">
                <CountHeading place={place} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(({ column, numbers }) => (
            <Line column={column} numbers={shown.flatMap((place) => numbers[place] ?? [])} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

interface Counted {
  readonly outcome: Outcome
  /** Whether it is known of the stack, where that matters. */
  readonly known?: boolean
}

/** What is counted, where it occurs. */
const COUNTED: readonly Counted[] = [
  { outcome: 'pass' },
  { outcome: 'fail', known: true },
  { outcome: 'fail', known: false },
  { outcome: 'unresolved' },
  { outcome: 'unsupported' },
  { outcome: 'untested' },
]

function CountHeading({ place }: { place: number }) {
  const { outcome, known } = COUNTED[place] ?? { outcome: 'untested' }
  return (
    <>
      <VerdictMark outcome={outcome} />
      {known === undefined ? null : <small>{known ? 'as known of it' : 'not expected'}</small>}
    </>
  )
}

/** How many claims are counted under each heading. */
function numbersOf({ entries }: Column): number[] {
  const cells = entries.map(cellOf)
  const fits = ({ outcome, standing }: Cell, { outcome: wanted, known }: Counted): boolean =>
    outcome === wanted && (known === undefined || (standing === 'known') === known)
  return COUNTED.map((counted) => cells.filter((cell) => fits(cell, counted)).length)
}

function Line({ column, numbers }: { column: Column; numbers: readonly number[] }) {
  const { label, folder, evidence, completeness } = column
  const kernel = kernelName(evidence.header.fingerprint.kernel)
  return (
    <tr>
      <th scope="row">
        <a href={`${folder}/index.html`}>{label}</a>
        {completeness.complete ? null : <strong class="part">partial</strong>}
        {label.includes(kernel.replace(/^Linux /, '')) ? null : <small>{kernel}</small>}
      </th>
      {numbers.map((number) => (
        <td class={`number ${number === 0 ? 'none' : ''}`}>{number}</td>
      ))}
    </tr>
  )
}
