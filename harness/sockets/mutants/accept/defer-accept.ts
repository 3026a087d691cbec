import { mutant } from '../../../claim/mutant.ts'

/** TCP_DEFER_ACCEPT waits for data a thousand times as long as it says. */
export const deferForEver = mutant({
  name: 'defer-for-ever',
  says: 'a client that sends nothing is not accepted when the time of TCP_DEFER_ACCEPT is over',
  stack: (real) => ({
    setsockopt: (request) =>
      request.option === 'TCP_DEFER_ACCEPT' && request.value === 1
        ? real.setsockopt({ ...request, value: 1000 })
        : real.setsockopt(request),
    getsockopt: async (request) => {
      const result = await real.getsockopt(request)
      return request.option === 'TCP_DEFER_ACCEPT' && Number(result.value) > 7 ? { value: 1, errno: null } : result
    },
  }),
})
