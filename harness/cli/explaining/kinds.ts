import type { ClaimDescription } from '../../evidence/schema.ts'

/** The sign of each kind of claim, and what it says. */
export const KIND_SIGNS: Readonly<Record<ClaimDescription['kind'], string>> = {
  property: '∀',
  witness: '∃',
  scenario: '·',
}
