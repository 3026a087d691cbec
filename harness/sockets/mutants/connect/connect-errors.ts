import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'
import type { Fd } from '../../calls.ts'
import { type ErrnoName, failed } from '../../result.ts'

/** A socket whose connect() was refused once cannot connect any more, as on systems derived from BSD. */
export const refusedSocketIsSpent = socketIsSpent(
  'refused-socket-is-spent',
  'a socket that was refused once cannot be used for another attempt',
  (errno) => errno === 'ECONNREFUSED',
)

/** A socket whose connect() failed for its address cannot connect any more. */
export const badAddressSpendsTheSocket = socketIsSpent(
  'bad-address-spends-the-socket',
  'a socket that was given a bad address cannot be used for another attempt',
  (errno) => errno === 'EFAULT' || errno === 'EINVAL' || errno === 'EAFNOSUPPORT',
)

function socketIsSpent(name: string, says: string, by: (errno: ErrnoName | null) => boolean): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => {
      const spent = new Set<Fd>()
      return {
        connect: async (request) => {
          if (spent.has(request.fd)) return failed('ECONNABORTED')
          const result = await real.connect(request)
          if (by(result.errno)) spent.add(request.fd)
          return result
        },
        close: (request) => {
          spent.delete(request.fd)
          return real.close(request)
        },
      }
    },
  })
}

/** A socket whose connect() was refused keeps its local port for the next attempt. */
export const refusedSocketKeepsItsPort = mutant({
  name: 'refused-socket-keeps-its-port',
  says: 'a socket that was refused tries again from the same port',
  stack: (real) => {
    const names = new Map<Fd, SocketAddress>()
    return {
      connect: async (request) => {
        const name = names.get(request.fd)
        if (name !== undefined) await real.bind({ fd: request.fd, address: name })
        const result = await real.connect(request)
        const own = result.errno === 'ECONNREFUSED' ? await real.getsockname({ fd: request.fd }) : null
        if (own?.value) names.set(request.fd, own.value)
        return result
      },
      close: (request) => {
        names.delete(request.fd)
        return real.close(request)
      },
    }
  },
})

/** connect() on a connected socket drops the connection and makes another, as it does with datagrams. */
export const connectAgainMoves = mutant({
  name: 'connect-again-moves',
  says: 'connect() on a connected socket connects it anew',
  stack: (real) => ({
    connect: async (request) => {
      const result = await real.connect(request)
      if (result.errno !== 'EISCONN' || (await real.getpeername({ fd: request.fd })).errno !== null) return result
      await real.connect({ fd: request.fd, address: { family: 'AF_UNSPEC' } })
      return real.connect(request)
    },
  }),
})

/** A second connect() on a socket that is still connecting fails at once, also where it could wait with the first. */
export const secondConnectNeverWaits = mutant({
  name: 'second-connect-never-waits',
  says: 'connect() on a blocking socket that is still connecting fails instead of waiting',
  stack: (real) => {
    const connecting = new Set<Fd>()
    return {
      connect: async (request) => {
        if (connecting.has(request.fd)) return failed('EALREADY')
        connecting.add(request.fd)
        const result = await real.connect(request)
        connecting.delete(request.fd)
        return result
      },
    }
  },
})
