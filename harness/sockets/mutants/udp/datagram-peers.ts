import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { addressText, type SocketAddress } from '../../address.ts'
import type { Fd, Stack } from '../../calls.ts'
import { failed, type Result, succeeded } from '../../result.ts'

/** Whether a connect() is one of a datagram socket to a peer. */
async function connectsDatagrams(real: Stack, fd: Fd, address: SocketAddress): Promise<boolean> {
  const SOCK_DGRAM = 2
  const { value } = await real.getsockopt({ fd, option: 'SO_TYPE' })
  return value === SOCK_DGRAM && address.family !== 'AF_UNSPEC'
}

/** A stack on which connect() of a datagram socket does something else. */
function datagramConnect(
  name: string,
  says: string,
  connect: (real: Stack, fd: Fd, address: SocketAddress) => Promise<Result<0>>,
): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      connect: async (request) =>
        (await connectsDatagrams(real, request.fd, request.address))
          ? connect(real, request.fd, request.address)
          : real.connect(request),
    }),
  })
}

/** connect() says that it connected a datagram socket, and does not. */
export const connectedTakesFromAll = datagramConnect(
  'connected-takes-from-all',
  'a connected datagram socket still receives from everybody',
  async () => succeeded(0),
)

/** connect() throws away the datagrams that wait. */
export const connectEmptiesTheQueue = datagramConnect(
  'connect-empties-the-queue',
  'what waited before connect() is gone after it',
  async (real, fd, address) => {
    while ((await real.recv({ fd, length: 1, flags: ['MSG_DONTWAIT'] })).errno === null);
    return real.connect({ fd, address })
  },
)

/** connect() keeps the peer that a datagram socket has already. */
export const connectOnceForAll = datagramConnect(
  'connect-once-for-all',
  'a datagram socket cannot be connected to another peer',
  async (real, fd, address) =>
    (await real.getpeername({ fd })).errno === null ? succeeded(0) : real.connect({ fd, address }),
)

/** connect() of a datagram socket to the peer that it has already finds its own pair of addresses in use. */
export const samePeerIsInUse = datagramConnect(
  'same-peer-is-in-use',
  'a datagram socket cannot be connected once more to the peer that it has',
  async (real, fd, address) => {
    const { value: peer } = await real.getpeername({ fd })
    return peer !== null && addressText(peer) === addressText(address)
      ? failed('EADDRINUSE')
      : real.connect({ fd, address })
  },
)

/** connect() of a datagram socket sends the peer an empty datagram. */
export const connectKnocks = datagramConnect(
  'connect-knocks',
  'connect() of a datagram socket sends a packet',
  async (real, fd, address) => {
    const result = await real.connect({ fd, address })
    await real.send({ fd, bytes: new Uint8Array() })
    return result.errno === null ? succeeded(0) : result
  },
)

/** connect() with AF_UNSPEC says that it disconnected the socket, and does not. */
export const unspecifiedIsIgnored = mutant({
  name: 'unspecified-is-ignored',
  says: 'AF_UNSPEC leaves the socket connected',
  stack: (real) => ({
    connect: (request) => (request.address.family === 'AF_UNSPEC' ? succeeded(0) : real.connect(request)),
  }),
})

/** recvfrom() tells of every datagram that it came from where the first did. */
export const everyoneIsTheFirstPeer = mutant({
  name: 'everyone-is-the-first-peer',
  says: 'recvfrom() tells the address of the first sender of every datagram',
  stack: (real) => {
    const first = new Map<Fd, SocketAddress | null>()
    return {
      recvfrom: async (request) => {
        const result = await real.recvfrom(request)
        if (result.errno !== null) return result
        if (!first.has(request.fd)) first.set(request.fd, result.value.from)
        return succeeded({ ...result.value, from: first.get(request.fd) ?? null })
      },
    }
  },
})

/** recvfrom() connects the socket to whoever sent first, so that others find nobody there. */
export const firstPeerIsTheOnlyOne = mutant({
  name: 'first-peer-is-the-only-one',
  says: 'a socket that has heard one peer hears no other',
  stack: (real) => ({
    recvfrom: async (request) => {
      const result = await real.recvfrom(request)
      const from = result.value?.from ?? null
      if (from !== null) await real.connect({ fd: request.fd, address: from })
      return result
    },
  }),
})

/** shutdown() that fails with ENOTCONN changes nothing. */
export const failedShutdownChangesNothing = mutant({
  name: 'failed-shutdown-changes-nothing',
  says: 'shutdown() on a socket that is not connected has no effect',
  stack: (real) => ({
    shutdown: async (request) => {
      const { errno } = await real.getpeername({ fd: request.fd })
      return errno === 'ENOTCONN' ? failed('ENOTCONN') : real.shutdown(request)
    },
  }),
})

/** connect() with AF_UNSPEC gives the socket's address and port up, also where bind() chose them. */
export const disconnectUnbinds = mutant({
  name: 'disconnect-unbinds',
  says: 'a socket that was disconnected has lost what bind() gave it',
  stack: (real) => {
    const disconnected = new Set<Fd>()
    return {
      connect: async (request) => {
        if (request.address.family === 'AF_UNSPEC') disconnected.add(request.fd)
        else disconnected.delete(request.fd)
        return real.connect(request)
      },
      getsockname: async (request) => {
        const result = await real.getsockname(request)
        if (!disconnected.has(request.fd) || result.errno !== null || !('port' in result.value)) return result
        return succeeded({ ...result.value, port: 0 })
      },
    }
  },
})
