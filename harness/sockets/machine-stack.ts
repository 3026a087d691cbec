import type { Fd, Stack } from './calls.ts'

/** The sockets of one machine of a lab: who makes the calls of its hosts. */
export interface MachineStack extends AsyncDisposable {
  /** What answers the calls. */
  readonly calls: Stack
  /** The process that makes them, whose threads and descriptors can be looked at; null where they cannot. */
  readonly process: number | null
  /** Whether it has sockets of the family AF_INET6. */
  readonly hasIpv6: boolean
  /** Whether it tells of a listener how many connections wait («queue lengths»). */
  readonly tellsQueueLengths: boolean
  /** Ends the calls that wait on a descriptor, and returns once they are back. */
  readonly cancelBlocked: (fd: Fd) => Promise<void>
  /** Rejects when it can answer no more, for example because its process ended; else it never settles. */
  readonly broken: Promise<never>
}
