import pc from 'picocolors'
import { type Cell, whyOf } from '../../../reports/runs/cell.ts'
import type { Change, Turn, TwoRuns } from '../../../reports/runs/changes.ts'
import type { Column } from '../../../reports/runs/column.ts'
import { diffSentence, TURN_WORDS } from '../../../reports/words/diff.ts'
import { groupBy } from '../../../reports/words/group.ts'
import { shortened, visible } from '../../../reports/words/visible.ts'
import { wrap } from '../../../reports/words/wrap.ts'

/** Longer reasons and values are cut; the report has them whole. */
const LONGEST = 300

/** So many claims that changed alike are named. */
const MOST_NAMES = 12

/** The width that lists of claims are broken at. */
const WIDTH = 100

/** So many changes of the environment are told; the report has all. */
const MOST_TRAITS = 12

/** What changed between two runs: claims, the environment, what is missing, then all of it in a sentence. */
export function diffText(runs: TwoRuns): string {
  const parts = [
    ...alike(runs.changes).map(changeText),
    ...environmentText(runs),
    ...[runs.before, runs.after].flatMap(partialText),
    pc.bold(diffSentence(runs)),
  ]
  return parts.join('\n\n')
}

function alike(changes: readonly Change[]): Change[][] {
  const told = (cell: Cell | null) => (cell === null ? null : [cell.outcome, cell.standing, cell.reads, whyOf(cell)])
  return [...groupBy(changes, ({ before, after, turn }) => JSON.stringify([turn, told(before), told(after)])).values()]
}

const MARKS: Readonly<Record<Turn, (text: string) => string>> = {
  worse: (text) => pc.red(`✗ ${text}`),
  lost: (text) => pc.yellow(`○ ${text}`),
  otherwise: (text) => pc.yellow(`~ ${text}`),
  mended: (text) => pc.green(`✓ ${text}`),
  gained: (text) => pc.green(`+ ${text}`),
}

/** Claims that changed alike, for the same reasons, are told together. */
function changeText(changes: readonly Change[]): string {
  const [first] = changes
  if (first === undefined) return ''
  const { before, after, turn } = first
  const why = [reasonText('before', before), reasonText('now', after)].flatMap((line) => line ?? [])
  const way = `${verdictText(before, after)} → ${verdictText(after, before)}, ${TURN_WORDS[turn]}`
  const ids = changes.map(({ row }) => visible(row.id))
  if (changes.length === 1) return [`${MARKS[turn](pc.bold(ids.join()))}  ${way}`, ...why].join('\n')
  const more = ids.length - MOST_NAMES
  const names = ids.slice(0, MOST_NAMES).join(', ') + (more > 0 ? ` and ${more} more (--json names all)` : '')
  const named = wrap(names, { width: WIDTH, first: '    ' })
  return [`${MARKS[turn](pc.bold(`${changes.length} claims`))}  ${way}`, ...why, ...named].join('\n')
}

/** How it came out; with the reading that was shown, where that is what changed or is not the catalogue's. */
function verdictText(cell: Cell | null, other: Cell | null): string {
  if (cell === null) return 'not in the run'
  const { outcome, standing, reads, entry } = cell
  const isReading = other?.outcome === outcome && other.entry.main?.shownReading !== entry.main?.shownReading
  const reading = isReading ? (entry.main?.shownReading ?? 'nothing') : reads
  const notes = [...(standing === 'known' ? ['as known'] : []), ...(reading === null ? [] : [`reads ${reading}`])]
  return notes.length === 0 ? outcome : `${outcome} (${notes.join(', ')})`
}

function reasonText(when: string, cell: Cell | null): string | null {
  if (cell === null) return null
  const { reason, advice } = whyOf(cell)
  const text = [reason, advice].filter((one) => one !== null).join(' ')
  return text === '' ? null : `    ${when}: ${shortened(visible(text), LONGEST)}`
}

/** What changed around the runs, for it may be why a verdict changed. */
function environmentText({ environment }: TwoRuns): readonly string[] {
  if (environment.length === 0) return []
  const lines = environment.slice(0, MOST_TRAITS).map(({ name, values: [before, after] }) => {
    const [was, is] = [before, after].map((value) => shortened(value ?? 'not told', 80))
    return `  ${name}: ${was} → ${is}`
  })
  const more = environment.length - lines.length
  return [
    ['Around them changed:', ...lines, ...(more === 0 ? [] : [`  and ${more} more (--out writes all)`])].join('\n'),
  ]
}

function partialText({ label, completeness }: Column): readonly string[] {
  const { complete, present, planned, reasons } = completeness
  if (complete) return []
  return [pc.yellow(`The run ${label} is partial: ${present} of ${planned} results. ${reasons.join(' ')}`.trimEnd())]
}
