import { type Column, pageIn } from '../../runs/column.ts'
import type { Row } from '../../runs/rows.ts'

/** Names of runs, each a link to what came of a claim there, separated by commas. */
export function RunNames({
  row,
  columns,
  places,
}: {
  row: Row
  columns: readonly Column[]
  places: readonly number[]
}) {
  return (
    <>
      {places.map((place, index) => (
        <>
          {index === 0 ? null : ', '}
          <RunName column={columns[place]} row={row} place={place} />
        </>
      ))}
    </>
  )
}

function RunName({ column, row, place }: { column: Column | undefined; row: Row; place: number }) {
  const entry = row.cells[place]?.entry
  if (column === undefined) return null
  const page = entry === undefined ? null : pageIn(column, entry)
  return page === null ? <span class="run">{column.label}</span> : <a href={page}>{column.label}</a>
}
