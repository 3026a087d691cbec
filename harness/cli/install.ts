import { spawn } from 'node:child_process'
import type { Capabilities } from '../lab/capability/capability.ts'
import { installCommand, isPackaged, type PackagedCapability, packageOf } from '../lab/capability/packages.ts'
import type { Capability } from '../lab/plan.ts'
import { programCalled } from './program-called.ts'

/** Milliseconds that fetching the lists, and then the packages, may take. */
const PATIENCE = 180_000

/** What became of an installation. */
export type Installation =
  | { readonly kind: 'installed' }
  | { readonly kind: 'failed'; readonly command: string; readonly said: string }

/** The system tools among what is needed that are missing and that a package brings. */
export function installable(needs: readonly string[], capabilities: Capabilities): readonly PackagedCapability[] {
  return [...new Set(needs as Capability[])].filter(isPackaged).filter((name) => {
    const found = capabilities[name]
    return !found.available && found.mend === installCommand(name)
  })
}

/** Whether packages can be installed here: this user is root of the machine, and apt-get is there. */
export function canInstall(user: string): boolean {
  return user === 'root' && programCalled('apt-get') !== null
}

/** Installs the packages that bring capabilities, without asking anything. */
export async function install(
  capabilities: readonly PackagedCapability[],
  signal?: AbortSignal,
): Promise<Installation> {
  const packages = capabilities.map(packageOf)
  const commands = [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]
  for (const args of commands) {
    const said = await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args], signal)
    if (said !== null) return { kind: 'failed', command: ['apt-get', ...args].join(' '), said }
  }
  return { kind: 'installed' }
}

/** Gives what it said if it did not succeed. */
function run(command: string, args: readonly string[], signal: AbortSignal | undefined): Promise<string | null> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: PATIENCE, signal })
  let said = ''
  child.stdout.on('data', (data) => (said += data))
  child.stderr.on('data', (data) => (said += data))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, killed) => {
      if (code === 0) resolve(null)
      else resolve(said.trim() || (killed === null ? `it ended with ${code}` : `it was ended by ${killed}`))
    })
  })
}
