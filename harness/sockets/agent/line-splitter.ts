const LINE_FEED = 10

/** Puts lines together from chunks of bytes. A line may be of any length, so what is not yet whole is not copied. */
export class LineSplitter {
  readonly #take: (line: string) => void
  #rest: Buffer[] = []

  /** @param take given each line, without its line feed */
  constructor(take: (line: string) => void) {
    this.#take = take
  }

  push(chunk: Buffer): void {
    let start = 0
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      this.#rest.push(chunk.subarray(start, end))
      start = end + 1
      const line = Buffer.concat(this.#rest).toString('utf8')
      this.#rest = []
      this.#take(line)
    }
    if (start < chunk.length) this.#rest.push(chunk.subarray(start))
  }
}
