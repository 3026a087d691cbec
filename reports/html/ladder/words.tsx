import type { Item, Ladder } from '../../ladder/model.ts'
import { packetLabel, shownItems } from '../../ladder/sides.ts'
import { duration } from '../../words/time.ts'

/** A ladder as a list of sentences, for those who do not see it or would rather read. */
export function InWords({ ladder }: { ladder: Ladder }) {
  return (
    <details class="in-words">
      <summary>The same in words</summary>
      <ol>
        {shownItems(ladder).map((item) => (
          <li>
            <span class="time">{duration(item.at)}</span> {wordsOf(item, ladder)}
          </li>
        ))}
      </ol>
    </details>
  )
}

function wordsOf(item: Item, { columns }: Ladder): string {
  const name = (column: number | null): string => (column === null ? 'nobody' : (columns[column]?.name ?? 'nobody'))
  switch (item.kind) {
    case 'note':
      return item.column === null ? item.says : `${name(item.column)}, ${item.source}: ${item.says}`
    case 'packet': {
      const way = `${name(item.from)} to ${name(item.to)}: ${packetLabel(item)}`
      return item.arrives === null ? way : `${way}${travelled(item.arrives - item.at)}`
    }
    case 'call': {
      const who = item.who === null ? '' : `on ${item.who} `
      const { asked, outcome } = item.text
      const took = item.until === null ? '' : `, after ${duration(item.until - item.at)}`
      return `${name(item.column)} ${who}calls ${asked} ${outcome ?? 'and it has not returned'}${took}`
    }
  }
}

function travelled(nanoseconds: number): string {
  return nanoseconds > 0 ? `, arrives after ${duration(nanoseconds)}` : ''
}
