import type { Request } from '../calls.ts'
import { done, mapped } from './answers.ts'
import { EPOLL_EVENTS, EPOLL_FLAGS, EPOLL_OPERATIONS, numberOf } from './constants.ts'
import type { Context, LibcCalls } from './context.ts'
import { decodeEpollEvents, EPOLL_EVENT, encodeEpollEvent } from './epoll-event.ts'
import { decodePollfds, encodePollfds } from './pollfd.ts'
import { RequestError } from './request-error.ts'

type ReadinessCall = 'poll' | 'epoll_create1' | 'epoll_ctl' | 'epoll_wait'

/** The calls that tell which descriptors are ready (poll(2), epoll(7)). */
export function readinessCalls(context: Context): Pick<LibcCalls, ReadinessCall> {
  const { library } = context

  return {
    poll({ fds, timeout }) {
      refuseEternity(fds, timeout)
      const bytes = encodePollfds(fds)
      const left = countdown(timeout)
      const where = { fds: fds.map(({ fd }) => fd), waits: timeout !== 0 }
      return context.make(
        'poll',
        where,
        () => [bytes, fds.length, left()],
        (result) => mapped(result, () => decodePollfds(bytes)),
      )
    },

    epoll_create1: ({ flags }) => library.call('epoll_create1', EPOLL_FLAGS.toBits(flags)),

    epoll_ctl({ epfd, operation, fd, events }) {
      const event = encodeEpollEvent(EPOLL_EVENTS.toBits(events), fd)
      return done(library.call('epoll_ctl', epfd, numberOf(EPOLL_OPERATIONS, operation), fd, event))
    },

    epoll_wait({ epfd, maxEvents, timeout }) {
      const bytes = Buffer.alloc(Math.max(0, maxEvents) * EPOLL_EVENT.size)
      const left = countdown(timeout)
      const where = { fds: [epfd], waits: timeout !== 0 }
      return context.make(
        'epoll_wait',
        where,
        () => [epfd, bytes, maxEvents, left()],
        (result) => mapped(result, (count) => decodeEpollEvents(bytes, count)),
      )
    },
  }
}

/** Milliseconds left of a time-out at each attempt; a negative one has no end (poll(2)). */
function countdown(timeout: number): () => number {
  let end: number | null = null
  return () => {
    if (timeout < 0 || end === null) {
      end = performance.now() + timeout
      return timeout
    }
    return Math.max(0, Math.ceil(end - performance.now()))
  }
}

/** A poll that waits for ever for nothing could not be ended by anything. */
function refuseEternity(fds: Request<'poll'>['fds'], timeout: number): void {
  if (timeout < 0 && fds.every(({ fd }) => fd < 0)) {
    throw new RequestError('a poll without time-out', 'about some open descriptor', fds)
  }
}
