import { tells } from '../../runs/cell.ts'
import type { Column } from '../../runs/column.ts'
import { differenceOf } from '../../runs/deciding.ts'
import type { Row } from '../../runs/rows.ts'
import { traitsOf } from '../../runs/traits.ts'
import { count } from '../../words/count.ts'
import { matrixSentence } from '../../words/matrix.ts'
import { Shapes } from '../parts/marks.tsx'
import { Frame } from '../parts/page.tsx'
import { Origins, PartialRuns } from '../parts/several.tsx'
import { DifferenceCard } from './difference.tsx'
import { Environments } from './environments.tsx'
import { MatrixFilters } from './filters.tsx'
import { Grid } from './grid.tsx'
import { MatrixLegend } from './legend.tsx'
import { Overview } from './overview.tsx'
import { Silences } from './silences.tsx'

/** Fewer differences than this are seen at a glance without a table of their own. */
const AT_A_GLANCE = 3

/** The first page of a report of several runs: what differs first, then every claim in every run, then where that was found. */
export function MatrixPage({ columns, rows }: { columns: readonly Column[]; rows: readonly Row[] }) {
  const differing = rows.filter(({ agreement }) => agreement === 'differ')
  const cards = new Map(differing.map(({ id }, index) => [id, `difference-${index + 1}`]))
  return (
    <Frame root="" notice={<PartialRuns columns={columns} />} origin={<Origins columns={columns} />}>
      <Shapes />
      <h1>{matrixSentence(columns, rows)}</h1>
      <p class="lead">
        Each claim is a sentence about sockets that was put to the test on each of these. Its <em>reading</em> says what
        the sentence is worth; its <em>verdict</em> says whether a stack behaves as that reading says.
      </p>
      <Overview columns={columns} />
      <Differences {...{ rows: differing, columns, cards }} />
      <Silences rows={rows} columns={columns} />
      <section aria-labelledby="claims">
        <h2 id="claims">{rows.length === 1 ? 'The claim' : `All ${count(rows.length, 'claim')}`}, in every run</h2>
        <MatrixFilters rows={rows} columns={columns} />
        <MatrixLegend rows={rows} />
        <Grid label="Every claim in every run" rows={rows} columns={columns} cards={cards} whole />
      </section>
      <Environments traits={traitsOf(columns.map(({ evidence }) => evidence))} columns={columns} />
    </Frame>
  )
}

interface DifferencesProps {
  readonly rows: readonly Row[]
  readonly columns: readonly Column[]
  /** The id of each claim's card. */
  readonly cards: ReadonlyMap<string, string>
}

/** The claims that come out differently: all at a glance, then one by one with what decided. */
function Differences({ rows, columns, cards }: DifferencesProps) {
  return (
    <section aria-labelledby="differ">
      <h2 id="differ">Where they differ</h2>
      {rows.length === 0 ? (
        <p>Nowhere: wherever more than one of them was put to the test, all came out alike.</p>
      ) : (
        <p>
          {count(rows.length, 'claim comes', 'claims come')} out differently. Each is told below by what decided; a name
          leads to the evidence.
        </p>
      )}
      {rows.length < AT_A_GLANCE ? null : (
        <>
          <MatrixLegend rows={rows} />
          <Grid label="Claims that come out differently" rows={rows} columns={columns} cards={cards} />
        </>
      )}
      {rows.map((row) => (
        <DifferenceCard
          difference={differenceOf(row, (cell) => !tells(cell))}
          columns={columns}
          id={cards.get(row.id) ?? ''}
        />
      ))}
    </section>
  )
}
