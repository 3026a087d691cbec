import type { EpollEvent, Fd } from '../calls.ts'
import { EPOLL_EVENTS } from './constants.ts'

/** Offsets in `struct epoll_event`, packed on x86_64 and nowhere else (`sys/epoll.h`, `bits/epoll.h`). */
export const EPOLL_EVENT =
  process.arch === 'x64' ? ({ events: 0, data: 4, size: 12 } as const) : ({ events: 0, data: 8, size: 16 } as const)

/** Stands in the data of a member that is not the experiment's. */
export const NO_FD: Fd = -1

/** One event: its bits, and the descriptor as its data (epoll_ctl(2)). */
export function encodeEpollEvent(bits: number, fd: Fd): Buffer {
  const event = Buffer.alloc(EPOLL_EVENT.size)
  event.writeUInt32LE(bits, 0)
  event.writeInt32LE(fd, EPOLL_EVENT.data)
  return event
}

/** The events that epoll_wait(2) filled in, without those of {@link NO_FD}. */
export function decodeEpollEvents(events: Buffer, count: number): { fd: Fd; events: EpollEvent[] }[] {
  const ready: { fd: Fd; events: EpollEvent[] }[] = []
  for (let offset = 0; offset < count * EPOLL_EVENT.size; offset += EPOLL_EVENT.size) {
    const fd = events.readInt32LE(offset + EPOLL_EVENT.data)
    if (fd !== NO_FD) ready.push({ fd, events: EPOLL_EVENTS.toNames(events.readUInt32LE(offset)) })
  }
  return ready
}
