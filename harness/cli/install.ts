import { spawn } from 'node:child_process'
import { type PackagedCapability, packageOf } from '../lab/capability/packages.ts'
import { programCalled } from './program-called.ts'

/** Milliseconds that all of an installation may take. */
const LONGEST = 300_000

/** Of what a command said, so many of the last lines are told. */
const LAST_LINES = 5

/** What became of an installation. */
export type Installation =
  | { readonly kind: 'installed' }
  | { readonly kind: 'failed'; readonly command: string; readonly said: string }

/** Why packages cannot be installed here; null if they can: this user is root of the machine, and apt-get is there. */
export function whyNotInstall(user: string): string | null {
  if (programCalled('apt-get') === null) return 'there is no apt-get; use the package manager of this system'
  return user === 'root' ? null : 'that takes root'
}

/** Installs the packages that bring capabilities, without asking anything, within five minutes. */
export async function install(
  capabilities: readonly PackagedCapability[],
  signal?: AbortSignal,
): Promise<Installation> {
  const packages = capabilities.map(packageOf)
  const commands = [['update'], ['install', '--yes', '--no-install-recommends', ...packages]]
  const limit = AbortSignal.timeout(LONGEST)
  const either = signal === undefined ? limit : AbortSignal.any([signal, limit])
  for (const args of commands) {
    const said = await run('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=60', ...args], either)
    const late = limit.aborted ? `it was ended because it took longer than ${LONGEST / 1000} s. ` : ''
    if (said !== null) return { kind: 'failed', command: ['apt-get', ...args].join(' '), said: `${late}${said}` }
  }
  return { kind: 'installed' }
}

/** Gives the last lines that it said if it did not succeed. */
function run(command: string, args: readonly string[], signal: AbortSignal): Promise<string | null> {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], signal })
  let said = ''
  child.stdout.on('data', (data) => (said += data))
  child.stderr.on('data', (data) => (said += data))
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(lastLines(said) || error.message))
    child.once('close', (code, killed) => {
      if (code === 0) resolve(null)
      else resolve(lastLines(said) || (killed === null ? `it ended with ${code}` : `it was ended by ${killed}`))
    })
  })
}

function lastLines(text: string): string {
  return text.trim().split('\n').slice(-LAST_LINES).join('\n')
}
