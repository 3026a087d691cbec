import type { Span } from './shapes.ts'
import { unitsOf } from './type.ts'

/** The most lines that one label takes. */
const MOST_LINES = 5

/**
 * Breaks spans into lines of at most so many usual characters: between spans and words where it can, within a word where it
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
    if (used > 0 && used + unitsOf(text.trimEnd()) > most) newLine()
    const fitting = used === 0 ? text.trimStart() : text
    if (fitting === '') continue
    lines.at(-1)?.push({ text: fitting, style })
    used += unitsOf(fitting)
  }
  return ended(lines.map(joined).map(withoutTrailingSpace), most)
}

/** Words with the space before them, long ones in pieces; what came of a call stays together if it can. */
function pieces({ text, style }: Span, most: number): Span[] {
  if ((style === 'outcome' || style === 'failed') && unitsOf(text) <= most) return [{ text, style }]
  const words = text.match(/\s*\S+\s*?(?=\s|$)|\s+/gu) ?? []
  return words.flatMap((word) => {
    const parts = ['']
    for (const character of word) {
      const grown = `${parts.at(-1)}${character}`
      if (unitsOf(grown) > most) parts.push(character)
      else parts[parts.length - 1] = grown
    }
    return parts.map((part) => ({ text: part, style }))
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

/** So that lines that end at a column end there to the eye. */
function withoutTrailingSpace(line: readonly Span[]): Span[] {
  const last = line.at(-1)
  return last === undefined ? [] : [...line.slice(0, -1), { ...last, text: last.text.trimEnd() }]
}

function ended(lines: Span[][], most: number): Span[][] {
  if (lines.length <= MOST_LINES) return lines
  const kept = lines.slice(0, MOST_LINES)
  const line = kept.at(-1) ?? []
  const last = line.at(-1)
  if (last === undefined) return kept
  const isFull = line.reduce((sum, { text }) => sum + unitsOf(text), 0) >= most
  const text = isFull ? [...last.text].slice(0, -2).join('') : last.text
  return [...kept.slice(0, -1), [...line.slice(0, -1), { ...last, text: `${text}…` }]]
}
