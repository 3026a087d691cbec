import { mutant } from '../../../claim/mutant.ts'

/** A recv() that is to wait for some time does not wait at all. */
export const timeoutsEndAtOnce = mutant({
  name: 'timeouts-end-at-once',
  says: 'a recv() with a time-out comes back before that is over',
  stack: (real) => ({
    recv: async (request) => {
      const { value } = await real.getsockopt({ fd: request.fd, option: 'SO_RCVTIMEO' })
      return real.recv({
        ...request,
        flags: [...(request.flags ?? []), ...(value === 0 ? [] : ['MSG_DONTWAIT' as const])],
      })
    },
  }),
})
