import { spawnSync } from 'node:child_process'

let prefix: readonly string[] | undefined

/** The command before a command that has the kernel end it, even a stopped one, with this process (prctl(2), PR_SET_PDEATHSIG). */
export function dyingWithUs(): readonly string[] {
  if (prefix === undefined) {
    const [setpriv, ...options] = ['setpriv', '--pdeathsig', 'KILL'] as const
    prefix = spawnSync(setpriv, [...options, 'true']).status === 0 ? [setpriv, ...options] : []
  }
  return prefix
}
