/** How text is laid out in lines. */
export interface Layout {
  /** How many characters a line may have, its indentation included. */
  readonly width: number
  /** What stands before the first line. */
  readonly first?: string
  /** What stands before every other line. */
  readonly rest?: string
}

/**
 * Breaks text between its words, so that no line is wider than asked, unless one word is. Wide spaces within a line stay.
 * For text without colours.
 */
export function wrap(text: string, { width, first = '', rest = first }: Layout): readonly string[] {
  const lines: string[] = []
  let line = ''
  for (const [, gap = '', word = ''] of text.trim().matchAll(/(\s*)(\S+)/g)) {
    const lead = lines.length === 0 ? first : rest
    const longer = line === '' ? lead + word : line + gap.replaceAll('\n', ' ') + word
    if (line === '' || [...longer].length <= width) line = longer
    else {
      lines.push(line)
      line = rest + word
    }
  }
  return [...lines, line === '' ? first : line]
}
