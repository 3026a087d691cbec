import type { EpollEvent, Fd } from '../calls.ts'
import { EPOLL_EVENTS } from './constants.ts'

/** `struct epoll_event` is packed on x86_64, so that 32-bit programs share its layout, and nowhere else (`sys/epoll.h`). */
const PACKED = process.arch === 'x64'
const DATA = PACKED ? 4 : 8

/** Bytes of one `struct epoll_event`. */
export const EPOLL_EVENT_SIZE = PACKED ? 12 : 16

/** Stands in the data of a member that is not the experiment's. */
export const NO_FD: Fd = -1

/** One event: its bits, and the descriptor as its data (epoll_ctl(2)). */
export function encodeEpollEvent(bits: number, fd: Fd): Buffer {
  const event = Buffer.alloc(EPOLL_EVENT_SIZE)
  event.writeUInt32LE(bits, 0)
  event.writeInt32LE(fd, DATA)
  return event
}

/** The events that epoll_wait(2) filled in, without those of {@link NO_FD}. */
export function decodeEpollEvents(events: Buffer, count: number): { fd: Fd; events: EpollEvent[] }[] {
  const ready: { fd: Fd; events: EpollEvent[] }[] = []
  for (let offset = 0; offset < count * EPOLL_EVENT_SIZE; offset += EPOLL_EVENT_SIZE) {
    const fd = events.readInt32LE(offset + DATA)
    if (fd !== NO_FD) ready.push({ fd, events: EPOLL_EVENTS.toNames(events.readUInt32LE(offset)) })
  }
  return ready
}
