import type { Capability } from '../plan.ts'

/** Whether this machine can do something, and if not why and how to mend it. */
export type Availability =
  | { readonly available: true }
  | { readonly available: false; readonly reason: string; readonly mend: string }

/** What this machine can do, found out once. */
export type Capabilities = Readonly<Record<Capability, Availability>>

/** The first thing that is missing of what is needed; null if all is there. */
export function missing(
  needs: readonly Capability[],
  capabilities: Capabilities,
): { name: Capability; reason: string; mend: string } | null {
  for (const name of needs) {
    const found = capabilities[name]
    if (!found.available) return { name, reason: found.reason, mend: found.mend }
  }
  return null
}
