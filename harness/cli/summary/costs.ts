import type { ClaimDescription, Fingerprint } from '../../evidence/schema.ts'

/** Something that this machine cannot do, how to mend it, and the claims that cannot be tested without it. */
export interface Cost {
  readonly capability: string
  readonly reason: string
  readonly mend: string
  readonly claims: readonly string[]
}

/** What is missing and what that costs: each claim counts for the first thing that it lacks. */
export function costs(capabilities: Fingerprint['capabilities'], claims: readonly ClaimDescription[]): readonly Cost[] {
  return capabilities.flatMap(({ name, available, reason, mend }) => {
    if (available) return []
    const lacking = claims.filter(({ lab }) => firstMissing(lab.needs, capabilities) === name).map(({ id }) => id)
    return [{ capability: name, reason: reason ?? '', mend: mend ?? '', claims: [...new Set(lacking)] }]
  })
}

function firstMissing(needs: readonly string[], capabilities: Fingerprint['capabilities']): string | undefined {
  return needs.find((need) => capabilities.some(({ name, available }) => name === need && !available))
}
