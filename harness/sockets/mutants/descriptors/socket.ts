import { mutant } from '../../../claim/mutant.ts'
import { inet } from '../../address.ts'
import { succeeded } from '../../result.ts'
import { announce } from '../stream/announce.ts'

/** socket() tells the network of itself at once. */
export const socketAnnouncesItself = mutant({
  name: 'socket-announces-itself',
  says: 'socket() already sends a packet',
  stack: (real) => ({
    socket: async (request) => {
      await announce(real)
      return real.socket(request)
    },
  }),
})

/** socket() takes an ephemeral port at once, instead of bind(), listen() or connect(). */
export const socketTakesAPort = mutant({
  name: 'socket-takes-a-port',
  says: 'socket() already takes a port',
  stack: (real) => ({
    socket: async (request) => {
      const result = await real.socket(request)
      if (result.errno === null) await real.bind({ fd: result.value, address: inet('0.0.0.0', 0) })
      return result
    },
  }),
})

/** getpeername() answers with the wildcard address where there is no peer. */
export const noPeerIsAWildcard = mutant({
  name: 'no-peer-is-a-wildcard',
  says: 'getpeername() succeeds on a socket that is connected to nothing',
  stack: (real) => ({
    getpeername: async (request) => {
      const result = await real.getpeername(request)
      return result.errno === 'ENOTCONN' ? succeeded(inet('0.0.0.0', 0)) : result
    },
  }),
})
