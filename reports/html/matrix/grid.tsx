import type { Cell } from '../../runs/cell.ts'
import { whyOf } from '../../runs/cell.ts'
import { type Column, pageIn } from '../../runs/column.ts'
import type { Row } from '../../runs/rows.ts'
import { chapterOf, chapterTitle } from '../../words/chapters.ts'
import { groupBy } from '../../words/group.ts'
import { shortened, visible } from '../../words/visible.ts'
import { ReadingMark, Shape } from '../parts/marks.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { slug } from '../paths.ts'

/** Up to so many columns have room for the word of a verdict below its shape. */
const ROOMY = 7

/** Beyond this the table scrolls on any screen. */
const FITTING = 14

interface GridProps {
  readonly label: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column[]
  /** Where on the page it is told how a claim differs, by the claim's id. */
  readonly cards: ReadonlyMap<string, string>
  /** Whether it has all claims: then with the titles of chapters, and rows that the filters hide and show. */
  readonly whole?: boolean
}

/** Claims down, runs across. The heading and the statements stay in sight; on a small screen each claim is a block of its own. */
export function Grid({ label, rows, columns, cards, whole = false }: GridProps) {
  const chapters = whole ? groupBy(rows, ({ id }) => chapterOf(id)) : new Map([[null, rows]])
  const density = columns.length <= ROOMY ? 'roomy' : 'dense'
  return (
    <div class={`grid-room ${columns.length > FITTING ? 'always' : ''} ${whole ? 'whole' : ''}`}>
      <Scroll label={label}>
        <table class={`grid ${density}`}>
          <caption class="unseen">{label}</caption>
          <thead>
            <tr>
              <th scope="col">Statement</th>
              {columns.map(({ name, apart, folder }) => (
                <th scope="col" class="column">
                  <a href={`${folder}/index.html`}>
                    {name}
                    {apart === null ? null : <small> {apart}</small>}
                  </a>
                </th>
              ))}
            </tr>
          </thead>
          {[...chapters].map(([chapter, ofIt]) => (
            <tbody {...(chapter === null ? {} : { class: 'chapter', id: `chapter-${slug(chapter)}` })}>
              {chapter === null ? null : (
                <tr class="chapter-title">
                  <th scope="rowgroup" colSpan={columns.length + 1}>
                    <span>{visible(chapterTitle(chapter))}</span>
                  </th>
                </tr>
              )}
              {ofIt.map((row) => (
                <tr {...(whole ? filterData(row, columns) : {})}>
                  <Statement row={row} card={cards.get(row.id) ?? null} />
                  {row.cells.map((cell, place) => (
                    <GridCell cell={cell} column={columns[place]} />
                  ))}
                </tr>
              ))}
            </tbody>
          ))}
        </table>
      </Scroll>
    </div>
  )
}

/** What is claimed; where runs differ, with the way to how. */
function Statement({ row: { id, claim, agreement }, card }: { row: Row; card: string | null }) {
  const says = claim === null ? visible(id) : shortened(visible(claim.says), 240)
  return (
    <th scope="row" class={agreement === 'differ' ? 'differ' : undefined}>
      <span class="says">{card === null ? says : <a href={`#${card}`}>{says}</a>}</span>
      <span class="about">
        <code>{visible(id)}</code>
        {claim === null || claim.reading === 'holds' ? null : <ReadingMark reading={claim.reading} />}
      </span>
    </th>
  )
}

function GridCell({ cell, column }: { cell: Cell | null; column: Column | undefined }) {
  if (column === undefined) return null
  if (cell === null) {
    return (
      <td class="cell">
        <span class="on">{column.label}</span> <span aria-hidden="true">–</span>
        <span class="unseen">not in this run</span>
      </td>
    )
  }
  const page = pageIn(column, cell.entry)
  const content = <CellContent cell={cell} name={column.label} />
  const look = `verdict-${cell.outcome}`
  return (
    <td class={`cell is-${cell.standing}`}>
      {page === null ? (
        <span class={look}>{content}</span>
      ) : (
        <a class={look} href={page} title={hint(cell, column)}>
          {content}
        </a>
      )}
    </td>
  )
}

/** Shape and word; the word is not shown where columns are narrow, and the name of the run only where rows are blocks. */
function CellContent({ cell: { outcome, standing, reads }, name }: { cell: Cell; name: string }) {
  return (
    <>
      <Shape of={outcome} />
      <span class="word"> {outcome} </span>
      <span class="on"> {name} </span>
      {standing === 'unexpected' ? (
        <span class="alarm">
          <span aria-hidden="true">!</span>
          <span class="unseen">not as expected</span>
        </span>
      ) : null}
      {standing === 'known' ? (
        <span class="known-mark">
          <span aria-hidden="true">
            k<span class="rest">nown</span>
          </span>
          <span class="unseen">as known of this stack</span>
        </span>
      ) : null}
      {reads === null ? null : (
        <span class="reads">
          <Shape of={reads} />
          <span class="unseen">reads here as {reads}</span>
        </span>
      )}
    </>
  )
}

/** What a mouse that rests on a cell is told. */
function hint(cell: Cell, { label }: Column): string {
  const { reason } = whyOf(cell)
  const because = reason === null ? '' : `: ${shortened(visible(reason), 160)}`
  return `${label}: ${cell.outcome}${because}`
}

/** What the script filters by; verdicts are also told with the folder of their run. */
function filterData({ id, claim, cells, agreement }: Row, columns: readonly Column[]) {
  const verdicts = cells.flatMap((cell, place) =>
    cell === null ? [] : [cell.outcome, `${columns[place]?.folder}:${cell.outcome}`],
  )
  const sources = claim?.sources.map(({ name }) => name) ?? []
  return {
    'data-row': '',
    'data-agreement': agreement,
    'data-verdict': [...new Set(verdicts)].join(' '),
    'data-reading': claim?.reading ?? '',
    'data-chapter': visible(chapterOf(id)),
    'data-text': visible(`${id} ${claim?.says ?? ''} ${sources.join(' ')}`).toLowerCase(),
  }
}
