/** A sheet of characters that text is put on, line by line. */
export class Canvas {
  readonly #lines: string[][] = []

  /** Begins a new line and gives its index. */
  line(): number {
    this.#lines.push([])
    return this.#lines.length - 1
  }

  /** Writes text from a place on; what stood there is overwritten. */
  put(line: number, at: number, text: string): void {
    const cells = this.#lines[line]
    if (cells === undefined) return
    ;[...text].forEach((character, index) => {
      const place = at + index
      while (cells.length < place) cells.push(' ')
      cells[place] = character
    })
  }

  /** Writes text so that it ends before a place. */
  putBefore(line: number, end: number, text: string): void {
    this.put(line, Math.max(0, end - [...text].length), text)
  }

  toString(): string {
    return this.#lines
      .map((cells) =>
        Array.from(cells, (cell) => cell ?? ' ')
          .join('')
          .trimEnd(),
      )
      .join('\n')
  }
}
