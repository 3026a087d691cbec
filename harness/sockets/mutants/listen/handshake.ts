import { mutant } from '../../../claim/mutant.ts'
import { inet } from '../../address.ts'
import { failed, succeeded } from '../../result.ts'

/** accept() gives a connection although none waits: to whoever has not shown that it heard the server. */
export const acceptTakesHalfOpen = mutant({
  name: 'accept-takes-half-open-connections',
  says: 'accept() gives a connection whose handshake was never completed',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno !== 'EAGAIN') return result
      const made = await real.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' })
      return made.errno === null ? succeeded({ fd: made.value, peer: inet('198.51.100.1', 4000) }) : result
    },
  }),
})

/** Only every other connection comes out of accept(): the one between is thrown away. */
export const everyOtherIsThrownAway = mutant({
  name: 'every-other-connection-is-thrown-away',
  says: 'a completed handshake does not lead to a connection that accept() gives',
  stack: (real) => {
    let count = 0
    return {
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno !== null) return result
        count += 1
        if (count % 2 === 1) return result
        await real.close({ fd: result.value.fd })
        return failed('EAGAIN')
      },
    }
  },
})
