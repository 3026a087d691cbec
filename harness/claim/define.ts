import type { Json } from '../evidence/trace-schema.ts'
import type { AnyClaim, Claim } from './claim.ts'

let listener: ((claim: AnyClaim) => void) | undefined

/** Has a function called for each claim that a spec file defines; a test runner registers its test so. */
export function onClaim(listen: (claim: AnyClaim) => void): void {
  listener = listen
}

/** Defines a claim. Every file in `specs/` exports one as its default. */
export function claim<Seen extends Json, Input>(definition: Claim<Seen, Input>): Claim<Seen, Input> {
  listener?.(definition as unknown as AnyClaim)
  return definition
}
