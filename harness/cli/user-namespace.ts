import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { becomeProgram } from '../sockets/libc/exec.ts'
import { programCalled } from './program-called.ts'

/** Set in the environment of the process that was started again, which must not do it once more. */
const MARK = 'SOCKPROOF_IN_USER_NAMESPACE'

const UNSHARE_OPTIONS = ['--user', '--map-root-user', '--net', '--mount']

/** Capabilities that labs need, by their bits (capabilities(7)): CAP_NET_ADMIN, CAP_NET_RAW, CAP_SYS_ADMIN. */
const NEEDED = (1n << 12n) | (1n << 13n) | (1n << 21n)

/**
 * If this process may not make network namespaces, starts the same command again as root of a user namespace of its own
 * (user_namespaces(7)), in which it may. Where that cannot be had, does nothing: what needs it is then unsupported.
 */
export function becomeRootOfOwnNamespace(): void {
  if (process.env[MARK] !== undefined || isPrivileged()) return
  const unshare = programCalled('unshare')
  if (unshare === null || spawnSync(unshare, [...UNSHARE_OPTIONS, 'true'], { stdio: 'ignore' }).status !== 0) return
  const { NODE_CHANNEL_FD: _, ...env } = process.env
  const again = [...UNSHARE_OPTIONS, process.execPath, ...process.execArgv, ...process.argv.slice(1)]
  becomeProgram(unshare, again, { ...env, [MARK]: '1' })
}

function isPrivileged(): boolean {
  const effective = /^CapEff:\s+([0-9a-f]+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'
  return (BigInt(`0x${effective}`) & NEEDED) === NEEDED
}
