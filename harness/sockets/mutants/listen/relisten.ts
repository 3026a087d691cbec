import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd, Request, Stack, Value } from '../../calls.ts'
import type { Answer } from '../../must.ts'
import { succeeded } from '../../result.ts'

/** A socket can listen once: another listen() says that it succeeded, and does nothing. */
export const listensOnce = relistening('listens-once', 'a second listen() on the same socket has no effect', () =>
  succeeded(0),
)

/** Another listen() begins with an empty queue: clients that waited are reset. */
export const relistenBeginsAnew = relistening(
  'relisten-begins-anew',
  'a second listen() throws away what waits in the queue',
  async (real, request) => {
    await real.shutdown({ fd: request.fd, how: 'SHUT_RD' })
    return real.listen(request)
  },
)

/** Another listen() can only make the backlog larger. */
export const backlogNeverShrinks = relistening(
  'backlog-never-shrinks',
  'a second listen() with a smaller backlog has no effect',
  (real, request, before) => real.listen({ ...request, backlog: Math.max(before, request.backlog) }),
)

type Relisten = (real: Stack, request: Request<'listen'>, backlogBefore: number) => Answer<Value<'listen'>>

/** A stack that does something else at each listen() on a socket but the first. */
function relistening(name: string, says: string, instead: Relisten): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => {
      const backlogs = new Map<Fd, number>()
      return {
        listen: (request) => {
          const before = backlogs.get(request.fd)
          backlogs.set(request.fd, request.backlog)
          return before === undefined ? real.listen(request) : instead(real, request, before)
        },
        close: (request) => {
          backlogs.delete(request.fd)
          return real.close(request)
        },
      }
    },
  })
}
