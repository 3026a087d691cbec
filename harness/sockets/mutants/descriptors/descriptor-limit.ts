import { mutant } from '../../../claim/mutant.ts'

/** accept() that finds no descriptor throws away the connections that wait. */
export const acceptAtTheLimitDrops = mutant({
  name: 'accept-at-the-limit-drops',
  says: 'accept() without a free descriptor loses the connections that wait',
  stack: (real) => ({
    accept4: (request) => {
      const result = real.accept4(request)
      if (!(result instanceof Promise) && result.errno === 'EMFILE') {
        void real.shutdown({ fd: request.fd, how: 'SHUT_RDWR' })
        void real.listen({ fd: request.fd, backlog: 1 })
      }
      return result
    },
  }),
})

/** poll() tells of a connection that waits only if there is a descriptor for it. */
export const pollKnowsTheLimit = mutant({
  name: 'poll-knows-the-limit',
  says: 'poll() does not report a listener whose connection cannot be accepted',
  stack: (real) => {
    let full = false
    return {
      accept4: (request) => {
        const result = real.accept4(request)
        full = !(result instanceof Promise) && result.errno === 'EMFILE'
        return result
      },
      poll: (request) => real.poll(full ? { ...request, fds: [] } : request),
    }
  },
})
