import type { Capability } from '../plan.ts'

/** Debian packages of the system tools that labs and claims use. */
const PACKAGES = { iproute2: 'iproute2', nftables: 'nftables', python3: 'python3-minimal' } as const

/** A capability that a package brings. */
export type PackagedCapability = keyof typeof PACKAGES

/** Whether a package brings a capability; others are the kernel's or the user's. */
export function isPackaged(capability: Capability): capability is PackagedCapability {
  return capability in PACKAGES
}

/** The package that brings a capability. */
export function packageOf(capability: PackagedCapability): string {
  return PACKAGES[capability]
}

/** The command that installs it on Debian and Ubuntu. */
export function installCommand(capability: PackagedCapability): string {
  return `apt-get update && apt-get install --yes --no-install-recommends ${packageOf(capability)}`
}
