import { mutant } from '../../../claim/mutant.ts'

/** Every TCP socket sends keepalive probes after a second, though nobody asked for it. */
export const keepaliveForAll = mutant({
  name: 'keepalive-for-all',
  says: 'the kernel probes idle connections unasked',
  stack: (real) => ({
    connect: async (request) => {
      const { fd } = request
      for (const option of ['TCP_KEEPIDLE', 'TCP_KEEPINTVL', 'TCP_KEEPCNT'] as const) {
        await real.setsockopt({ fd, option, value: 1 })
      }
      await real.setsockopt({ fd, option: 'SO_KEEPALIVE', value: true })
      return real.connect(request)
    },
  }),
})

/** Every TCP socket has a TCP_USER_TIMEOUT, though nobody asked for it. */
export const userTimeoutForAll = mutant({
  name: 'user-timeout-for-all',
  says: 'a connection that sends in vain ends soon without a TCP_USER_TIMEOUT',
  stack: (real) => ({
    connect: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'TCP_USER_TIMEOUT', value: 200 })
      return real.connect(request)
    },
  }),
})

/** TCP_USER_TIMEOUT ends a connection after a tenth of the time that was set. */
export const userTimeoutCutShort = mutant({
  name: 'user-timeout-cut-short',
  says: 'TCP_USER_TIMEOUT ends a connection before the time is over',
  stack: (real) => ({
    setsockopt: (request) =>
      real.setsockopt(
        request.option === 'TCP_USER_TIMEOUT' ? { ...request, value: Number(request.value) / 10 } : request,
      ),
  }),
})
