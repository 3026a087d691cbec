import type { Fd, PollEvent, Request, Value } from '../calls.ts'
import { POLL_EVENTS } from './constants.ts'

/** Offsets in `struct pollfd` (`sys/poll.h`, poll(2)). */
export const POLLFD = { fd: 0, events: 4, revents: 6, size: 8 } as const

/** What is asked, as an array of `struct pollfd`. */
export function encodePollfds(fds: Request<'poll'>['fds']): Buffer {
  const bytes = Buffer.alloc(fds.length * POLLFD.size)
  for (const [index, { fd, events }] of fds.entries()) {
    bytes.writeInt32LE(fd, index * POLLFD.size)
    bytes.writeUInt16LE(POLL_EVENTS.toBits(events), index * POLLFD.size + POLLFD.events)
  }
  return bytes
}

/** What is ready, in the order of the question. */
export function decodePollfds(bytes: Buffer): Value<'poll'> {
  const ready: { fd: Fd; revents: PollEvent[] }[] = []
  for (let offset = 0; offset < bytes.length; offset += POLLFD.size) {
    const revents = bytes.readUInt16LE(offset + POLLFD.revents)
    if (revents !== 0) ready.push({ fd: bytes.readInt32LE(offset), revents: POLL_EVENTS.toNames(revents) })
  }
  return ready
}
