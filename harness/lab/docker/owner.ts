import { existsSync, readFileSync, readlinkSync } from 'node:fs'

/** The label by which containers tell whose they are. */
export const OWNER_LABEL = 'sockproof.owner'

const BOOT = '/proc/sys/kernel/random/boot_id'

/** Says which process something belongs to, so that others can tell when that process is gone. */
export function ownerText(): string {
  return [bootId(), processNamespace(), process.pid, startTime(process.pid)].join('/')
}

/**
 * Whether the process that an {@link ownerText} names is known to be gone. Of processes that cannot be seen from here, such
 * as those of another machine that uses the same engine, nothing is known.
 */
export function isGone(owner: string): boolean {
  const [boot, namespace, pid = '', started] = owner.split('/')
  if (!/^\d+$/.test(pid) || namespace !== processNamespace()) return false
  if (boot !== bootId()) return false
  return startTime(Number(pid)) !== started
}

function bootId(): string {
  return readFileSync(BOOT, 'utf8').trim()
}

/** The namespace in which process ids mean what they do here (pid_namespaces(7)). */
function processNamespace(): string {
  return readlinkSync('/proc/self/ns/pid')
}

/**
 * When a process started, in clock ticks since the machine did (proc_pid_stat(5), field 22); null if there is none, or one
 * that has ended and only waits to be asked for its status.
 */
function startTime(pid: number): string | null {
  if (!existsSync(`/proc/${pid}/stat`)) return null
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
  const [state, ...more] = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return state === 'Z' ? null : (more[18] ?? null)
}
