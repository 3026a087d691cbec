import type { CallItem, Item } from './model.ts'

/** Tells what happened while something else was going on. */
export class Meanwhile {
  readonly #byBegin: readonly Item[]
  readonly #begins: readonly number[]
  readonly #byEnd: readonly (CallItem & { until: number })[]
  readonly #ends: readonly number[]

  /** @param items in order of their beginning */
  constructor(items: readonly Item[]) {
    this.#byBegin = items
    this.#begins = items.map(({ at }) => at)
    this.#byEnd = items.filter(hasReturned).sort((one, other) => one.until - other.until)
    this.#ends = this.#byEnd.map(({ until }) => until)
  }

  /** What began between two times, or as a call that began earlier returned; the ends of the span do not count. */
  between(from: number, until: number): Item[] {
    const began = this.#byBegin.slice(firstAbove(this.#begins, from), firstAtLeast(this.#begins, until))
    const returned = this.#byEnd.slice(firstAbove(this.#ends, from), firstAtLeast(this.#ends, until))
    return [...began, ...returned.filter(({ at }) => at < from)]
  }
}

function hasReturned(item: Item): item is CallItem & { until: number } {
  return item.kind === 'call' && item.until !== null
}

function firstAbove(sorted: readonly number[], limit: number): number {
  return firstWhere(sorted, (value) => value > limit)
}

function firstAtLeast(sorted: readonly number[], limit: number): number {
  return firstWhere(sorted, (value) => value >= limit)
}

/** The first index at which a condition holds that, once true, stays true. */
function firstWhere(sorted: readonly number[], holds: (value: number) => boolean): number {
  let [low, high] = [0, sorted.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(sorted[middle] ?? Number.POSITIVE_INFINITY)) high = middle
    else low = middle + 1
  }
  return low
}
