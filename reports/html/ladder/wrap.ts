import { shortened } from '../../words/visible.ts'
import type { Span } from './shapes.ts'

/** The most lines that one label takes. */
const MOST_LINES = 5

/**
 * Breaks spans into lines of at most so many characters: between spans and words where it can, within a word where it
 * must. What does not fit into the last line ends in `…`.
 */
export function wrap(spans: readonly Span[], most: number): Span[][] {
  const lines: Span[][] = [[]]
  let used = 0
  const newLine = (): void => {
    lines.push([])
    used = 0
  }
  for (const { text, style } of spans.flatMap((span) => pieces(span, most))) {
    const length = [...text].length
    if (used > 0 && used + [...text.trimEnd()].length > most) newLine()
    const fitting = used === 0 ? text.trimStart() : text
    if (fitting === '') continue
    lines.at(-1)?.push({ text: fitting, style })
    used += used === 0 ? [...fitting].length : length
  }
  return ended(lines.map(joined), most)
}

/** Words with the space behind them, long ones in pieces. */
function pieces({ text, style }: Span, most: number): Span[] {
  const words = text.match(/\s*\S+\s*?(?=\s|$)|\s+/gu) ?? []
  return words.flatMap((word) => {
    const characters = [...word]
    const parts: Span[] = []
    for (let at = 0; at < characters.length; at += most) {
      parts.push({ text: characters.slice(at, at + most).join(''), style })
    }
    return parts
  })
}

/** Neighbours of one style become one span. */
function joined(line: readonly Span[]): Span[] {
  const spans: Span[] = []
  for (const span of line) {
    const last = spans.at(-1)
    if (last !== undefined && last.style === span.style)
      spans[spans.length - 1] = { ...last, text: last.text + span.text }
    else spans.push(span)
  }
  return spans
}

function ended(lines: Span[][], most: number): Span[][] {
  if (lines.length <= MOST_LINES) return lines
  const kept = lines.slice(0, MOST_LINES)
  const last = kept.at(-1)?.at(-1)
  if (last !== undefined)
    kept.at(-1)?.splice(-1, 1, { ...last, text: `${shortened(last.text, most - 1).replace(/…$/, '')}…` })
  return kept
}
