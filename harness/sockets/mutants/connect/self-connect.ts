import { isDeepStrictEqual } from 'node:util'
import { mutant } from '../../../claim/mutant.ts'
import { failed } from '../../result.ts'

/** connect() to the socket's own name is refused, as if the kernel saw that nobody listens. */
export const connectToItselfIsRefused = mutant({
  name: 'connect-to-itself-is-refused',
  says: 'a socket cannot connect to itself',
  stack: (real) => ({
    connect: async (request) => {
      const result = await real.connect(request)
      if (result.errno !== null) return result
      const [{ value: own }, { value: peer }] = [
        await real.getsockname({ fd: request.fd }),
        await real.getpeername({ fd: request.fd }),
      ]
      if (!isDeepStrictEqual(own, peer)) return result
      await real.connect({ fd: request.fd, address: { family: 'AF_UNSPEC' } })
      return failed('ECONNREFUSED')
    },
  }),
})
