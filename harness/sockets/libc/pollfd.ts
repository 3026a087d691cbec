import type { Fd, PollEvent, Request, Value } from '../calls.ts'
import { POLL_EVENTS } from './constants.ts'

/** Bytes and offsets of `struct pollfd`: fd, events, revents (poll(2)). */
export const POLLFD_SIZE = 8
const EVENTS = 4
const REVENTS = 6

/** What is asked, as an array of `struct pollfd`. */
export function encodePollfds(fds: Request<'poll'>['fds']): Buffer {
  const bytes = Buffer.alloc(fds.length * POLLFD_SIZE)
  for (const [index, { fd, events }] of fds.entries()) {
    bytes.writeInt32LE(fd, index * POLLFD_SIZE)
    bytes.writeUInt16LE(POLL_EVENTS.toBits(events), index * POLLFD_SIZE + EVENTS)
  }
  return bytes
}

/** What is ready, in the order of the question. */
export function decodePollfds(bytes: Buffer): Value<'poll'> {
  const ready: { fd: Fd; revents: PollEvent[] }[] = []
  for (let offset = 0; offset < bytes.length; offset += POLLFD_SIZE) {
    const revents = bytes.readUInt16LE(offset + REVENTS)
    if (revents !== 0) ready.push({ fd: bytes.readInt32LE(offset), revents: POLL_EVENTS.toNames(revents) })
  }
  return ready
}
