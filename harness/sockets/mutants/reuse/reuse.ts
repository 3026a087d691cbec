import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'

/** Every socket is born with SO_REUSEADDR, as the runtimes of some languages make it. */
export const reuseaddrByItself = mutant({
  name: 'reuseaddr-by-itself',
  says: 'a socket has SO_REUSEADDR without asking for it',
  stack: (real) => ({
    socket: async (request) => {
      const result = await real.socket(request)
      if (result.errno === null) await setReuseaddr(real, result.value, true)
      return result
    },
  }),
})

/** Connections left in TIME_WAIT do not mind: SO_REUSEADDR in the second life is enough. */
export const secondLifeIsEnough = mutant({
  name: 'reuseaddr-in-the-second-life-is-enough',
  says: 'SO_REUSEADDR helps although the first life did not set it',
  stack: (real) => ({
    listen: async (request) => {
      await setReuseaddr(real, request.fd, true)
      return real.listen(request)
    },
  }),
})

/** bind() does not mind connections in TIME_WAIT that were made with SO_REUSEADDR: the first life alone is enough for it, though not for listen(). */
export const firstLifeIsEnough = mutant({
  name: 'reuseaddr-in-the-first-life-is-enough',
  says: 'SO_REUSEADDR helps although the second life does not set it',
  stack: (real) => ({
    bind: async (request) => {
      const { value: own } = await real.getsockopt({ fd: request.fd, option: 'SO_REUSEADDR' })
      await setReuseaddr(real, request.fd, true)
      const result = await real.bind(request)
      await setReuseaddr(real, request.fd, own === true)
      return result
    },
  }),
})

async function setReuseaddr(real: Stack, fd: Fd, value: boolean): Promise<void> {
  await real.setsockopt({ fd, option: 'SO_REUSEADDR', value })
}
