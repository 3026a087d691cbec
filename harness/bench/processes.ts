import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** A process and all that descend from it. */
export function family(root: number): readonly number[] {
  const parents = new Map(processes().map((pid) => [pid, parentOf(pid)]))
  const members = [root]
  for (const member of members) for (const [pid, parent] of parents) if (parent === member) members.push(pid)
  return members
}

/** The processes whose environment or arguments hold a text: also those that no longer descend from who started them. */
export function processesWith(text: string): readonly number[] {
  return processes().filter((pid) => pid !== process.pid && read(`${pid}/environ`).includes(text))
}

/** The most memory that a process has ever held, in kibibytes (proc_pid_status(5), VmHWM). */
export function peakOf(pid: number): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(read(`${pid}/status`))?.[1] ?? 0)
}

/** The network namespaces that processes of this machine are in, or hold open by a descriptor (network_namespaces(7)). */
export function networkNamespaces(): ReadonlySet<string> {
  const links = processes().flatMap((pid) => [
    link(`${pid}/ns/net`),
    ...list(`${pid}/fd`).map((fd) => link(`${pid}/fd/${fd}`)),
  ])
  return new Set(links.filter((target) => target.startsWith('net:[')))
}

function processes(): readonly number[] {
  return list('').map(Number).filter(Number.isInteger)
}

function parentOf(pid: number): number {
  return Number(/^PPid:\s+(\d+)/m.exec(read(`${pid}/status`))?.[1] ?? -1)
}

/** A process may end while it is looked at. */
function orNothing<Value>(look: () => Value, nothing: Value): Value {
  try {
    return look()
  } catch {
    return nothing
  }
}

const read = (path: string): string => orNothing(() => readFileSync(`/proc/${path}`, 'latin1'), '')
const link = (path: string): string => orNothing(() => readlinkSync(`/proc/${path}`), '')
const list = (path: string): readonly string[] => orNothing(() => readdirSync(`/proc/${path}`), [])
