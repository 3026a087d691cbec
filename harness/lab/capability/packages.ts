/** Debian packages of the system tools that labs and claims use. */
const PACKAGES = { iproute2: 'iproute2', nftables: 'nftables', python3: 'python3-minimal', strace: 'strace' } as const

/** A capability that a package brings; others are the kernel's or the user's. */
export type PackagedCapability = keyof typeof PACKAGES

/** The capabilities that packages bring. */
export const PACKAGED = Object.keys(PACKAGES) as readonly PackagedCapability[]

/** The package that brings a capability. */
export function packageOf(capability: PackagedCapability): string {
  return PACKAGES[capability]
}

/** The command that installs the packages that bring capabilities on Debian and Ubuntu. */
export function installCommand(capabilities: readonly PackagedCapability[]): string {
  return `apt-get update && apt-get install --yes --no-install-recommends ${capabilities.map(packageOf).join(' ')}`
}
