import type { ClaimDescription } from '../evidence/schema.ts'
import type { Capabilities } from '../lab/capability/capability.ts'
import { installCommand, PACKAGED, type PackagedCapability } from '../lab/capability/packages.ts'
import type { Capability } from '../lab/plan.ts'

/** System tools that are missing, and what that costs. */
export interface MissingTools {
  /** Without repetition; none if nothing is missing that a package brings. */
  readonly tools: readonly PackagedCapability[]
  /** The claims that could be tested if these tools were there. */
  readonly claims: readonly string[]
}

/**
 * The tools that claims lack. A claim that lacks something else too, network namespaces for example, would not be helped
 * by packages and is left out.
 */
export function missingTools(
  claims: readonly Pick<ClaimDescription, 'id' | 'lab'>[],
  capabilities: Capabilities,
): MissingTools {
  const lacking = claims.map(({ id, lab }) => ({
    id,
    tools: toolsFor(lab.needs as readonly Capability[], capabilities),
  }))
  const helped = lacking.filter(({ tools }) => tools.length > 0)
  return { tools: [...new Set(helped.flatMap(({ tools }) => tools))], claims: helped.map(({ id }) => id) }
}

/** The tools that make all of these capabilities available; none if nothing is missing, or if tools do not help. */
function toolsFor(needs: readonly Capability[], capabilities: Capabilities): readonly PackagedCapability[] {
  const tools = needs.flatMap((need) => {
    const found = capabilities[need]
    return found.available ? [] : [PACKAGED.find((tool) => found.mend === installCommand([tool]))]
  })
  const known = tools.filter((tool) => tool !== undefined)
  return known.length === tools.length ? known : []
}
