import { takeFingerprint } from '../evidence/fingerprint.ts'
import type { Fingerprint } from '../evidence/schema.ts'
import type { Capabilities } from '../lab/capability/capability.ts'
import { CAPABILITY_NAMES, probeCapabilities } from '../lab/capability/probe.ts'
import { findTools } from '../lab/capability/tools.ts'
import type { Containers } from '../lab/docker/probe.ts'
import { PINNED_SYSCTLS } from '../lab/sysctls.ts'
import { version } from '../version.ts'

/** What this machine is and can do. */
export interface Stock {
  readonly capabilities: Capabilities
  readonly fingerprint: Fingerprint
}

/**
 * Finds out what this machine is and can do.
 *
 * @param containers what was found out of containers; null if nobody looked, and then nothing is said of them
 */
export function takeStock(containers: Containers | null = null): Stock {
  const tools = findTools()
  const capabilities = probeCapabilities(tools, containers ?? undefined)
  const names = CAPABILITY_NAMES.filter((name) => name !== 'containers' || containers !== null)
  const listed = names.map((name) => {
    const found = capabilities[name]
    return found.available
      ? { name, available: true, reason: null, mend: null }
      : { name, available: false, reason: found.reason, mend: found.mend }
  })
  const fingerprint = takeFingerprint({
    sockproof: version(),
    capabilities: listed,
    sysctls: PINNED_SYSCTLS,
    tools,
    engine: containers?.engine ?? null,
  })
  return { capabilities, fingerprint }
}
