import type { ClaimEntry } from '../../catalogue/entry.ts'
import { chapterTitle } from '../../words/chapters.ts'
import { visible } from '../../words/visible.ts'
import { slug } from '../paths.ts'

interface ContentsProps {
  readonly chapters: readonly string[]
  readonly entries: ReadonlyMap<string, readonly ClaimEntry[]>
}

/** The chapters, as links to where they begin; left out when there are only a few. */
export function Contents({ chapters, entries }: ContentsProps) {
  if (chapters.length < 4) return null
  return (
    <nav aria-label="Chapters">
      <ul class="contents">
        {chapters.map((chapter) => (
          <li>
            <a href={`#chapter-${slug(chapter)}`}>{visible(chapterTitle(chapter))}</a>
            <small>{entries.get(chapter)?.length ?? 0}</small>
          </li>
        ))}
      </ul>
    </nav>
  )
}
