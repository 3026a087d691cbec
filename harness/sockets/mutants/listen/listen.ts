import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import type { TcpInfo } from '../../options.ts'
import { failed, succeeded } from '../../result.ts'

/** listen() only remembers; the port is opened by the first accept(). */
export const listenWaitsForAccept = mutant({
  name: 'listen-waits-for-accept',
  says: 'no connection comes about before accept() is called',
  stack: (real) => {
    const backlogs = new Map<Fd, number>()
    return {
      listen: ({ fd, backlog }) => {
        backlogs.set(fd, backlog)
        return succeeded(0)
      },
      accept4: async (request) => {
        const backlog = backlogs.get(request.fd)
        if (backlog !== undefined) await real.listen({ fd: request.fd, backlog })
        backlogs.delete(request.fd)
        return real.accept4(request)
      },
    }
  },
})

/** Another accept queue than the one that was asked for. */
export function queueSize(name: string, says: string, change: (backlog: number) => number): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({ listen: ({ fd, backlog }) => real.listen({ fd, backlog: change(backlog) }) }),
  })
}

/** connect() to a listener whose queue is full is refused. */
export const fullQueueRefuses = mutant({
  name: 'full-queue-refuses',
  says: 'a client that finds the queue full is refused',
  stack: (real) => ({
    connect: async (request) => {
      const result = await real.connect(request)
      const info = await real.getsockopt({ fd: request.fd, option: 'TCP_INFO' })
      if ((info.value as TcpInfo).state !== 'SYN_SENT') return result
      await real.connect({ fd: request.fd, address: { family: 'AF_UNSPEC' } })
      return failed('ECONNREFUSED')
    },
  }),
})

/** listen() says that it succeeded, and does nothing. */
export const listenDoesNothing = mutant({
  name: 'listen-does-nothing',
  says: 'listen() succeeds without opening the port',
  stack: () => ({ listen: () => succeeded(0) }),
})
