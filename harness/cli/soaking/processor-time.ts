import { readdirSync, readFileSync } from 'node:fs'

/** A process as /proc/[pid]/stat tells of it (proc_pid_stat(5)). */
export interface ProcessTime {
  readonly pid: number
  readonly parent: number
  /** Processor time that it has had, in ticks (1/100 s on every Linux that Node runs on). */
  readonly ticks: number
}

/** Reads a line of /proc/[pid]/stat. The name of the program, in parentheses, may hold anything, a parenthesis too. */
export function readProcessTime(line: string): ProcessTime {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ')
  const [PARENT, USER_TIME, SYSTEM_TIME] = [1, 11, 12]
  return {
    pid: Number.parseInt(line, 10),
    parent: Number(fields[PARENT]),
    ticks: Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME]),
  }
}

/** Of all processes, those that are among the given ones or descend from them. */
export function familyOf(roots: readonly number[], all: readonly ProcessTime[]): readonly ProcessTime[] {
  const family = all.filter(({ pid }) => roots.includes(pid))
  const children = all.filter(({ pid, parent }) => roots.includes(parent) && !roots.includes(pid))
  return children.length === 0
    ? family
    : [
        ...family,
        ...familyOf(
          children.map(({ pid }) => pid),
          all,
        ),
      ]
}

/** All processes that can be seen. */
export function everyProcess(): readonly ProcessTime[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap(processTime)
}

/** None if it has ended meanwhile. */
function processTime(pid: string): readonly ProcessTime[] {
  try {
    return [readProcessTime(readFileSync(`/proc/${pid}/stat`, 'utf8'))]
  } catch {
    return []
  }
}

/** Processor time since the machine was started, in ticks. */
export interface MachineTime {
  readonly all: number
  readonly idle: number
}

/** Reads the first line of /proc/stat (proc_stat(5)): user nice system idle iowait irq softirq steal guest guest_nice. */
export function readMachineTime(text: string): MachineTime {
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, ...rest] = (text.split('\n')[0] ?? '')
    .split(/\s+/)
    .slice(1)
    .map(Number)
  // The time of guests is part of user and nice already.
  const [irq = 0, softirq = 0, steal = 0] = rest
  return { all: user + nice + system + idle + waiting + irq + softirq + steal, idle: idle + waiting }
}

/** Processor time of this machine since it was started. */
export function machineTime(): MachineTime {
  return readMachineTime(readFileSync('/proc/stat', 'utf8'))
}

/** How much of the processors' time between two moments was used, from 0 to 1. */
export function busyShare(before: MachineTime, after: MachineTime): number {
  const all = after.all - before.all
  return all <= 0 ? 0 : 1 - (after.idle - before.idle) / all
}
