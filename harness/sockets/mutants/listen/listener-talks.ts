import { mutant } from '../../../claim/mutant.ts'

/** recv() on a listener gives what the client that waited longest has sent. */
export const listenerTalks = mutant({
  name: 'listener-talks',
  says: 'recv() on a listener gives what its clients send',
  stack: (real) => ({
    recv: async (request) => {
      const { value: listens } = await real.getsockopt({ fd: request.fd, option: 'SO_ACCEPTCONN' })
      if (listens !== true) return real.recv(request)
      const accepted = await real.accept4({ fd: request.fd })
      if (accepted.errno !== null) return accepted
      const { fd } = accepted.value
      const result = await real.recv({ ...request, fd })
      await real.close({ fd })
      return result
    },
  }),
})
