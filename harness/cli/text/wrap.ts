/** How text is laid out in lines. */
export interface Layout {
  /** How many characters a line may have, its indentation included. */
  readonly width: number
  /** What stands before the first line. */
  readonly first?: string
  /** What stands before every other line. */
  readonly rest?: string
}

/** Breaks text between its words, so that no line is wider than asked, unless one word is. Plain text, without colours. */
export function wrap(text: string, { width, first = '', rest = first }: Layout): readonly string[] {
  const lines: string[] = []
  let line = first
  let isEmpty = true
  for (const word of text.split(/\s+/).filter((word) => word !== '')) {
    const longer = isEmpty ? `${line}${word}` : `${line} ${word}`
    if (isEmpty || lengthOf(longer) <= width) line = longer
    else {
      lines.push(line)
      line = `${rest}${word}`
    }
    isEmpty = false
  }
  return [...lines, line]
}

/** How many characters text has; those beyond the basic plane count once. */
export function lengthOf(text: string): number {
  return [...text].length
}
