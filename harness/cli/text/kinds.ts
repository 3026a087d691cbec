import type { ClaimDescription } from '../../evidence/schema.ts'

/** The sign of each kind of claim. */
export const KIND_SIGNS: Readonly<Record<ClaimDescription['kind'], string>> = {
  property: '∀',
  witness: '∃',
  scenario: '·',
}

/** What the signs say, in a line. */
export const KIND_LEGEND = '∀ for every input   ∃ seen at least once   · acted out once'
