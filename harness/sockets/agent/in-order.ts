import type { CallName, Value } from '../calls.ts'
import { EPOLL_EVENTS, POLL_EVENTS } from '../libc/constants.ts'

/** The value of a call, with events in the order in which Linux numbers them: an agent may list them in any. */
export function inOrder(name: CallName, value: unknown): unknown {
  switch (name) {
    case 'poll':
      return (value as Value<'poll'>).map(({ fd, revents }) => ({
        fd,
        revents: POLL_EVENTS.toNames(POLL_EVENTS.toBits(revents)),
      }))
    case 'epoll_wait':
      return (value as Value<'epoll_wait'>).map(({ fd, events }) => ({
        fd,
        events: EPOLL_EVENTS.toNames(EPOLL_EVENTS.toBits(events)),
      }))
    default:
      return value
  }
}
