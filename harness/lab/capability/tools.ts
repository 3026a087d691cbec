import { spawnSync } from 'node:child_process'
import type { PackagedCapability } from './packages.ts'

/** The command of each system tool, and what makes it tell its version. */
const COMMANDS = {
  iproute2: ['ip', '-V'],
  nftables: ['nft', '--version'],
  python3: ['python3', '--version'],
  strace: ['strace', '--version'],
} as const

/** A system tool as it was found: its version, or why it cannot be used. */
export type Tool =
  | { readonly version: string; readonly reason: null }
  | { readonly version: null; readonly reason: string }

/** The system tools of this machine. */
export type Tools = Readonly<Record<PackagedCapability, Tool>>

/** Asks each system tool for its version. */
export function findTools(): Tools {
  return { iproute2: find('iproute2'), nftables: find('nftables'), python3: find('python3'), strace: find('strace') }
}

function find(capability: PackagedCapability): Tool {
  const [command, argument] = COMMANDS[capability]
  const ran = spawnSync(command, [argument], { encoding: 'utf8' })
  if (ran.error !== undefined) return { version: null, reason: `the command ${command} is not installed` }
  if (ran.status !== 0)
    return { version: null, reason: `${command} ${argument} ended with ${ran.status ?? ran.signal}` }
  return { version: `${ran.stdout}${ran.stderr}`.trim().split('\n')[0] ?? '', reason: null }
}
