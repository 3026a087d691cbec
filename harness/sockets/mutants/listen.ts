import { mutant } from '../../claim/mutant.ts'
import type { Fd } from '../calls.ts'
import { succeeded } from '../result.ts'

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
