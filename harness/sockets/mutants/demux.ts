import { mutant } from '../../claim/mutant.ts'
import type { Fd } from '../calls.ts'
import { succeeded } from '../result.ts'
import { rememberAccepted } from './accept/accepted.ts'

/** recv() on an accepted socket takes the bytes of the connection that was accepted next. */
export const recvTakesTheNeighbours = mutant({
  name: 'recv-takes-the-neighbours-bytes',
  says: 'the bytes of one connection come out of the socket of another',
  stack: (real) => {
    const { accepted, accept4 } = rememberAccepted(real)
    return {
      accept4,
      recv: (request) => {
        const place = accepted.indexOf(request.fd)
        return real.recv({ ...request, fd: accepted[(place + 1) % accepted.length] ?? request.fd })
      },
    }
  },
})

/** The last byte of what one socket receives first comes out of the socket that receives next. */
export const oneByteGoesAstray = mutant({
  name: 'one-byte-goes-astray',
  says: 'a single byte comes out of the wrong socket',
  stack: (real) => {
    let astray: { readonly from: Fd; readonly byte: Uint8Array } | 'arrived' | undefined
    return {
      recv: async (request) => {
        const result = await real.recv(request)
        if (result.errno !== null || result.value.length === 0 || astray === 'arrived') return result
        if (astray === undefined) {
          astray = { from: request.fd, byte: result.value.slice(-1) }
          return result.value.length > 1 ? succeeded(result.value.subarray(0, -1)) : real.recv(request)
        }
        if (astray.from === request.fd) return result
        const { byte } = astray
        astray = 'arrived'
        return succeeded(Uint8Array.of(...byte, ...result.value))
      },
    }
  },
})

/** getpeername() on every accepted socket names the client that was accepted first. */
export const everyPeerIsTheFirst = mutant({
  name: 'every-peer-is-the-first',
  says: 'accepted sockets do not name the client that they are connected to',
  stack: (real) => {
    const { accepted, accept4 } = rememberAccepted(real)
    return {
      accept4,
      getpeername: (request) =>
        real.getpeername(accepted.includes(request.fd) ? { fd: accepted[0] ?? request.fd } : request),
    }
  },
})
