import type { Fd } from '../calls.ts'
import { cancelBlocked } from './cancel.ts'
import { connectionCalls } from './connection.ts'
import { Context, type LibcCalls } from './context.ts'
import { controlCalls } from './control.ts'
import { messageCalls } from './messages.ts'
import { nameCalls } from './names.ts'
import { optionCalls } from './options.ts'
import { readinessCalls } from './readiness.ts'
import { transferCalls } from './transfer.ts'

/** What the libc stack offers beside the calls, so that sockets can be closed while other threads wait on them. */
export interface CallsInFlight {
  /** How many calls are on other threads: about this descriptor, or in all. */
  inFlight(fd?: Fd): number
  /** Waits until no call is on another thread: about this descriptor, or at all. */
  settled(fd?: Fd): Promise<void>
  /**
   * Ends the calls that wait on a descriptor, by shutdown(SHUT_RDWR), and returns once they are back: accept4() with
   * EINVAL, recv() with nothing, send() with EPIPE, connect() with ECONNRESET. Does nothing where nothing waits.
   * Rejects with `StillInFlightError` if one has not ended after so many milliseconds (10 000 if not given).
   */
  cancelBlocked(fd: Fd, within?: number): Promise<void>
}

/** The sockets of this kernel, through libc. */
export type LibcStack = LibcCalls & CallsInFlight

/**
 * The sockets API as libc gives it to this process.
 *
 * A call is made on the calling thread, and answered before it returns, unless it may have to wait: those go to a thread
 * of libuv's pool and answer with a promise. It may wait where {@link WaitingCall} names it and neither `MSG_DONTWAIT`
 * nor O_NONBLOCK nor a time-out of 0 forbids it; close() only where SO_LINGER has a time. A socket belongs to the
 * network namespace in which its thread calls socket(2), and socket() is always made on the calling thread.
 *
 * close() is close(2) and nothing more: it neither wakes calls in flight nor waits for them. Whoever cleans up calls
 * `cancelBlocked` before, because a number given to another file while a call is under way to its thread would turn
 * that call on the wrong file.
 */
export function libcStack(): LibcStack {
  const context = new Context()
  const { inFlight } = context
  return {
    ...connectionCalls(context),
    ...transferCalls(context),
    ...messageCalls(context),
    ...nameCalls(context),
    ...optionCalls(context),
    ...readinessCalls(context),
    ...controlCalls(context),
    inFlight: (fd) => inFlight.count(fd),
    settled: (fd) => inFlight.settled(fd),
    cancelBlocked: (fd, within) => cancelBlocked(inFlight, fd, within),
  }
}
