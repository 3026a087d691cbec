import type { Expectation } from '../evidence/schema.ts'

/** A known deviation of a stack from the catalogue, with the claims that it concerns. */
export interface KnownDeviation extends Expectation {
  readonly claims: readonly string[]
}

/** Known deviations of one stack. */
export interface Expectations {
  readonly file: string
  /** The stack as people call it. */
  readonly stack: string
  readonly deviations: readonly KnownDeviation[]
}

/** What is expected of a claim on a stack of some version; null if nothing but what the catalogue says. */
export function expectationOf(expectations: Expectations | null, claim: string, version: string): Expectation | null {
  const found = expectations?.deviations.find(
    ({ claims, versions }) => claims.includes(claim) && isWithin(version, versions),
  )
  if (found === undefined) return null
  const { claims: _, ...expectation } = found
  return expectation
}

/** Whether a version lies in a range: from its beginning on, before its end; either may be open. */
export function isWithin(version: string, { from, before }: Expectation['versions']): boolean {
  return (from === null || compare(version, from) >= 0) && (before === null || compare(version, before) < 0)
}

/** Compares versions number by number: 6.10 comes after 6.9, and 6.1 is 6.1.0. What follows the numbers does not count. */
function compare(one: string, other: string): number {
  const [first, second] = [numbersOf(one), numbersOf(other)]
  for (let index = 0; index < Math.max(first.length, second.length); index += 1) {
    const difference = (first[index] ?? 0) - (second[index] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

function numbersOf(version: string): readonly number[] {
  return (version.match(/\d+(\.\d+)*/)?.[0] ?? '').split('.').map(Number)
}
