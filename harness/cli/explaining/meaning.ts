import type { ClaimDescription, Reading } from '../../evidence/schema.ts'

/** What each reading says, in a sentence. */
export const READING_SENTENCE: Readonly<Record<Reading, string>> = {
  holds: 'the sentence is true as it stands.',
  qualified: 'the sentence is true only under a condition; a case where it is true and one where it is not are shown.',
  contradicted: 'the sentence is wrong as it stands; a case where it is not so is shown.',
}

/** What each level says, in a sentence. */
export const LEVEL_MEANING: Readonly<Record<ClaimDescription['level'], string>> = {
  must: 'a standard demands it (RFC 2119, POSIX).',
  should: 'a standard recommends it.',
  may: 'a standard allows it.',
  platform: 'it is how this implementation does it; others may do it otherwise.',
}

/** What each kind says, in a sentence. */
export const KIND_MEANING: Readonly<Record<ClaimDescription['kind'], string>> = {
  property: 'must be so for every input; many are made at random, and a failing one is reduced to the smallest.',
  witness: 'must be seen to happen at least once within a bounded number of attempts.',
  scenario: 'one course of events, acted out once.',
}
