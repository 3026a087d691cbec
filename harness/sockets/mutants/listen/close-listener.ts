import { mutant } from '../../../claim/mutant.ts'

/** close() of a listener accepts what waits in its queue and closes it: each connection ends with FIN. */
export const closingEndsTheQueueInOrder = mutant({
  name: 'closing-ends-the-queue-in-order',
  says: 'clients in the queue of a closed listener see an ordinary end',
  stack: (real) => ({
    close: async (request) => {
      const { value: listens } = await real.getsockopt({ fd: request.fd, option: 'SO_ACCEPTCONN' })
      if (listens === true) {
        await real.fcntl({ fd: request.fd, command: 'F_SETFL', flags: ['O_NONBLOCK'] })
        for (let queued = await real.accept4(request); queued.errno === null; queued = await real.accept4(request)) {
          await real.close({ fd: queued.value.fd })
        }
      }
      return real.close(request)
    },
  }),
})
