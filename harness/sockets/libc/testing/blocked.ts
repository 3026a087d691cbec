import type { Fd } from '../../calls.ts'
import { type WaitingSystemCall, waitingThreads } from '../waiting-threads.ts'
import { until } from './until.ts'

/** Waits until a thread sleeps in this system call on this descriptor. */
export async function blockedIn(call: WaitingSystemCall, fd: Fd): Promise<void> {
  await until(`a thread sleeps in ${call} on descriptor ${fd}`, () => waitingThreads(call, fd).length > 0)
}
