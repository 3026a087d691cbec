/**
 * `0 1 2 3 …`, so many bytes of it: a payload in which every place tells where it belongs, so that what is lost, doubled
 * or moved shows, and a reader sees where.
 */
export function countingText(length: number): Buffer {
  const numbers: string[] = []
  for (let size = 0, number = 0; size < length; number += 1) {
    numbers.push(`${number} `)
    size += `${number} `.length
  }
  return Buffer.from(numbers.join('').slice(0, length))
}

/** Where and how two payloads differ first: the place in bytes, and what stands there. */
export type Difference = {
  readonly at: number
  readonly expected: string
  readonly found: string
}

const SHOWN = 16

/** The first difference between two payloads of text; null if they are the same. */
export function firstDifference(expected: Buffer, found: Buffer): Difference | null {
  if (expected.equals(found)) return null
  let at = 0
  while (expected[at] === found[at]) at += 1
  const text = (bytes: Buffer): string => bytes.subarray(at, at + SHOWN).toString('latin1')
  return { at, expected: text(expected), found: text(found) }
}
