import type { AnyClaim } from './claim.ts'

let listener: ((claim: AnyClaim) => void) | undefined

/** Has a function called for each claim that a spec file declares; a test runner registers its test so. */
export function onClaim(listen: (claim: AnyClaim) => void): void {
  listener = listen
}

/** Tells the listener of a claim, if there is one. */
export function declare(claim: AnyClaim): void {
  listener?.(claim)
}
