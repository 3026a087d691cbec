import type { ResultRecord } from '../evidence/schema.ts'

/** Which of the planned results a record is: claim, mutant and repetition. */
export function resultKey({ claim, mutant, repeat }: Pick<ResultRecord, 'claim' | 'mutant' | 'repeat'>): string {
  return `${claim.id} ${mutant?.name ?? ''} ${repeat}`
}
