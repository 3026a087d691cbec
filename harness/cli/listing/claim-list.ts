import pc from 'picocolors'
import { chapterOf, chapterTitle, inCatalogueOrder, nameOf } from '../../../reports/words/chapters.ts'
import { groupBy } from '../../../reports/words/group.ts'
import { shortened, visible } from '../../../reports/words/visible.ts'
import type { ClaimDescription } from '../../evidence/schema.ts'
import type { Described } from '../catalogue/describe.ts'
import { KIND_LEGEND, KIND_SIGNS } from '../text/kinds.ts'

/** Claims by chapter, a line each: kind, name, reading and statement, which ends where the line does. */
export function claimList(described: readonly Described[], columns: number): string {
  const chapters = groupBy(described, ({ id }) => chapterOf(id))
  const width = Math.max(...described.map(({ id }) => nameOf(id).length))
  const parts = inCatalogueOrder([...chapters.keys()]).map((chapter) => {
    const rows = (chapters.get(chapter) ?? []).map((one) => row(one, width, columns))
    return [titleOf(chapter), ...rows].join('\n')
  })
  return [...parts, pc.dim(KIND_LEGEND)].join('\n\n')
}

function titleOf(chapter: string): string {
  const title = chapterTitle(chapter)
  return title === chapter ? pc.bold(`${chapter}/`) : `${pc.bold(`${chapter}/`)}  ${pc.dim(title)}`
}

/** Readings are of different lengths, and statements begin below each other. */
const READING_WIDTH = 'contradicted'.length

function row({ id, claim, error }: Described, width: number, columns: number): string {
  const name = nameOf(id).padEnd(width)
  if (claim === null) return `    ${name}  ${pc.red(`cannot be loaded: ${visible(error)}`)}`
  const room = columns - width - READING_WIDTH - 8
  const says = shortened(visible(claim.says), Math.max(0, room))
  return `  ${KIND_SIGNS[claim.kind]} ${name}  ${reading(claim)}  ${says}`.trimEnd()
}

function reading({ reading }: ClaimDescription): string {
  const padded = reading.padEnd(READING_WIDTH)
  return reading === 'holds' ? padded : pc.yellow(padded)
}
