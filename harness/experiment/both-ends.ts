/**
 * A list that keeps only its beginning and its end, so that an experiment of very many calls costs no more memory than
 * its evidence has room for.
 */
export class BothEnds<Item> {
  readonly #kept: number
  readonly #first: Item[] = []
  /** A ring: the item at `dropped` modulo its length is the oldest, once it is full. */
  readonly #last: Item[] = []
  #dropped = 0

  /** @param kept how many items are kept at each end */
  constructor(kept: number) {
    this.#kept = kept
  }

  /** How many items were added. */
  get length(): number {
    return this.#first.length + this.#last.length + this.#dropped
  }

  /** How many items in the middle are no longer there. */
  get dropped(): number {
    return this.#dropped
  }

  push(item: Item): void {
    if (this.#first.length < this.#kept) this.#first.push(item)
    else if (this.#last.length < this.#kept) this.#last.push(item)
    else {
      this.#last[this.#dropped % this.#kept] = item
      this.#dropped += 1
    }
  }

  /** The items that are kept, in the order in which they were added. */
  items(): readonly Item[] {
    const oldest = this.#dropped % this.#kept
    return [...this.#first, ...this.#last.slice(oldest), ...this.#last.slice(0, oldest)]
  }
}
