import type { ClaimDescription, Fingerprint } from '../../evidence/schema.ts'

/** Something that claims need of a machine, and whether this machine has it. */
export interface Check {
  readonly name: string
  readonly available: boolean
  readonly reason: string | null
  readonly mend: string | null
  /** The claims that need it, whether or not they lack something else too. */
  readonly claims: readonly string[]
}

/** What a machine can and cannot do, each with the claims that need it. */
export function checksOf(
  capabilities: Fingerprint['capabilities'],
  claims: readonly ClaimDescription[],
): readonly Check[] {
  return capabilities.map((capability) => ({
    ...capability,
    claims: claims.filter(({ lab }) => lab.needs.includes(capability.name)).map(({ id }) => id),
  }))
}
