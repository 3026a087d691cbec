import { mutant } from '../../../claim/mutant.ts'
import type { EpollEvent, Fd, Stack, Value } from '../../calls.ts'
import { withValue } from '../../must.ts'

/** EPOLLET has no effect. */
export const edgeIsLevel = mutant({
  name: 'edge-is-level',
  says: 'an edge-triggered epoll tells again what it has told',
  stack: (real) => adding(real, (events) => events.filter((event) => event !== 'EPOLLET')),
})

/** Every watch is an edge-triggered one. */
export const levelIsEdge = mutant({
  name: 'level-is-edge',
  says: 'a level-triggered epoll does not tell again what it has told',
  stack: (real) => adding(real, (events) => [...events, 'EPOLLET']),
})

/** An edge-triggered watch tells once for ever. */
export const edgeIsOneShot = mutant({
  name: 'edge-is-one-shot',
  says: 'an edge-triggered epoll does not tell of new data',
  stack: (real) => adding(real, (events) => (events.includes('EPOLLET') ? [...events, 'EPOLLONESHOT'] : [...events])),
})

/** An edge-triggered watch tells again after every recv() that leaves something. */
export const edgeTellsAfterRecv = mutant({
  name: 'edge-tells-after-recv',
  says: 'an edge-triggered epoll tells again when recv() has left something unread',
  stack: (real) => {
    const watches = new Map<Fd, { readonly epfd: Fd; readonly events: readonly EpollEvent[] }>()
    return {
      epoll_ctl: ({ operation, epfd, fd, events }) => {
        if (events.includes('EPOLLET')) watches.set(fd, { epfd, events })
        return real.epoll_ctl({ operation, epfd, fd, events })
      },
      recv: async (request) => {
        const result = await real.recv(request)
        const watch = watches.get(request.fd)
        // To change a watch is to look anew (epoll(7)).
        if (watch) await real.epoll_ctl({ operation: 'EPOLL_CTL_MOD', fd: request.fd, ...watch })
        return result
      },
    }
  },
})

/** epoll_wait() goes on telling what it has told once. */
export const epollTellsForEver = mutant({
  name: 'epoll-tells-for-ever',
  says: 'epoll tells of a socket from which everything has been read',
  stack: (real) => {
    const told = new Map<Fd, Value<'epoll_wait'>>()
    return {
      epoll_wait: async (request) =>
        withValue(await real.epoll_wait(request), (ready) => {
          const all = ready.length > 0 ? ready : (told.get(request.epfd) ?? [])
          told.set(request.epfd, all)
          return all
        }),
    }
  },
})

/** epoll_wait() tells only of the descriptor that was added first. */
export const epollTellsOnlyTheFirst = mutant({
  name: 'epoll-tells-only-the-first',
  says: 'epoll tells of one of the sockets that it watches, and not of the others',
  stack: (real) => {
    const first = new Map<Fd, Fd>()
    return {
      epoll_ctl: (request) => {
        if (!first.has(request.epfd)) first.set(request.epfd, request.fd)
        return real.epoll_ctl(request)
      },
      epoll_wait: async (request) =>
        withValue(await real.epoll_wait(request), (ready) => ready.filter(({ fd }) => fd === first.get(request.epfd))),
    }
  },
})

function adding(
  real: Stack,
  change: (events: readonly EpollEvent[]) => readonly EpollEvent[],
): Pick<Stack, 'epoll_ctl'> {
  return { epoll_ctl: (request) => real.epoll_ctl({ ...request, events: change(request.events) }) }
}
