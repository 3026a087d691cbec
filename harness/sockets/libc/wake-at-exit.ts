import type { Fd } from '../calls.ts'
import { wake } from './wake.ts'

/** Something that has calls on other threads. */
interface Blocked {
  /** The descriptors that those calls are about. */
  fds(): Iterable<Fd>
}

const blocked = new Map<Blocked, (fd: Fd) => void>()
let watching = false

/**
 * Ends these calls should the process exit before they do: exit(3) waits for libuv's threads, so that one blocked call
 * which nobody ended would keep the process for ever. A process that a signal kills does not wait.
 */
export function wakeAtExit(calls: Blocked, wakeOne: (fd: Fd) => void = wake): void {
  blocked.set(calls, wakeOne)
  if (watching) return
  watching = true
  process.once('exit', () => {
    for (const [each, wakeOne] of blocked) for (const fd of each.fds()) wakeOne(fd)
  })
}

/** The calls are back. */
export function noNeedToWakeAtExit(calls: Blocked): void {
  blocked.delete(calls)
}
