/** Debian packages of the system tools that labs use. */
const PACKAGES = { ip: 'iproute2', nft: 'nftables', python3: 'python3-minimal' } as const

/** A system tool that a lab uses. */
export type Tool = keyof typeof PACKAGES

/** The package that a tool comes in. */
export function packageOf(tool: Tool): string {
  return PACKAGES[tool]
}

/** The command that installs a tool on Debian and Ubuntu. */
export function installCommand(tool: Tool): string {
  return `apt-get install --yes ${packageOf(tool)}`
}
