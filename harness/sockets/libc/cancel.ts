import { setTimeout as delay } from 'node:timers/promises'
import type { Fd } from '../calls.ts'
import type { InFlight } from './in-flight.ts'
import { LIBC, type SocketsLibrary } from './library.ts'

/** How often to wake again: a call may have been handed over and not have begun when it was first woken. */
const AGAIN_MILLISECONDS = 5

/** How long a call may take to come back, by default. */
const PATIENCE_MILLISECONDS = 10_000

/**
 * Ends every call in flight on a descriptor, so that its number may be given up, and returns once they are back. What
 * each kind of call then answers says the library's `wake`; a poll() on several descriptors ends with the one given.
 *
 * Not to be ended through its own descriptor is a call that waits for somebody else's AF_UNIX socket: connect() for a
 * place in the queue, a datagram for room. It ends when that socket accepts, receives or closes (shutdown(2) does not
 * do), or else here with a {@link StillInFlightError} after the milliseconds given.
 */
export async function cancelBlocked(
  inFlight: InFlight,
  fd: Fd,
  within = PATIENCE_MILLISECONDS,
  library: Pick<SocketsLibrary, 'wake' | 'stopWaking'> = LIBC,
): Promise<void> {
  const deadline = performance.now() + within
  try {
    while (inFlight.count(fd) > 0) {
      if (performance.now() > deadline) throw new StillInFlightError(fd, inFlight.names(fd), within)
      library.wake(fd)
      await Promise.race([inFlight.settled(fd), delay(AGAIN_MILLISECONDS)])
    }
  } finally {
    library.stopWaking(fd)
  }
}

/** Calls did not end although they were woken. */
export class StillInFlightError extends Error {
  override name = 'StillInFlightError'

  constructor(fd: Fd, names: readonly string[], within: number) {
    super(
      `${names.join(', ')} on descriptor ${fd} did not end within ${within} ms of shutdown(SHUT_RDWR); ` +
        'end what it waits for, the socket at the other end, and do not reuse the descriptor before',
    )
  }
}
