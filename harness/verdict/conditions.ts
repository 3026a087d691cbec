import { isDeepStrictEqual } from 'node:util'
import type { Condition } from '../evidence/schema.ts'
import type { Json } from '../evidence/trace-schema.ts'

function condition(says: string, relation: string, expected: Json, observed: Json, holds: boolean): Condition {
  return { says, relation, expected, observed, holds, case: null }
}

/** What was observed is exactly this value. */
export function equal(observed: Json, expected: Json, says: string): Condition {
  return condition(says, 'equal', expected, observed, isDeepStrictEqual(observed, expected))
}

/** What was observed is any value but this. */
export function differs(observed: Json, from: Json, says: string): Condition {
  return condition(says, 'other than', from, observed, !isDeepStrictEqual(observed, from))
}

/** The number is this or more. */
export function atLeast(observed: number, least: number, says: string): Condition {
  return condition(says, 'at least', least, observed, observed >= least)
}

/** The number is this or less. */
export function atMost(observed: number, most: number, says: string): Condition {
  return condition(says, 'at most', most, observed, observed <= most)
}

/** The number lies in this range, its ends included. */
export function between(observed: number, [least, most]: readonly [number, number], says: string): Condition {
  return condition(says, 'between', [least, most], observed, observed >= least && observed <= most)
}

/** What was observed is one of these values. */
export function oneOf(observed: Json, allowed: readonly Json[], says: string): Condition {
  return condition(
    says,
    'one of',
    [...allowed],
    observed,
    allowed.some((value) => isDeepStrictEqual(observed, value)),
  )
}

/** No value stands twice in the list. */
export function distinct(observed: readonly Json[], says: string): Condition {
  const different = new Set(observed.map((value) => JSON.stringify(value))).size
  return condition(says, 'all different', observed.length, [...observed], different === observed.length)
}

/** Conditions that show the case in which a qualified claim is true. */
export function trueWhen(when: string, ...conditions: readonly Condition[]): readonly Condition[] {
  return conditions.map((one) => ({ ...one, case: { kind: 'true-case' as const, when } }))
}

/** Conditions that show a case in which the sentence as made is not true. */
export function butNot(when: string, ...conditions: readonly Condition[]): readonly Condition[] {
  return conditions.map((one) => ({ ...one, case: { kind: 'counterexample' as const, when } }))
}

/** A condition in one line: what was expected and what was observed. */
export function conditionText({ says, relation, expected, observed }: Condition): string {
  const relationText = relation === 'equal' ? '' : `${relation} `
  return `${says}: expected ${relationText}${JSON.stringify(expected)}, observed ${JSON.stringify(observed)}`
}
