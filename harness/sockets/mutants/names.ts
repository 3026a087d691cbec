import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { SocketAddress } from '../address.ts'
import type { Answer } from '../must.ts'
import { withValue } from '../must.ts'

/** A call that tells an address tells the port one too high. */
export function portOneTooHigh(call: 'getsockname' | 'getpeername'): Mutant {
  return mutant({
    name: `${call}-one-port-too-high`,
    says: `${call}() tells a port that is one too high`,
    stack: (real) => ({ [call]: (request: { fd: number }) => withPort(real[call](request), (port) => port + 1) }),
  })
}

/** getsockname() tells the same port of every socket: the one it told first. */
export const everySocketHasTheFirstPort = mutant({
  name: 'every-socket-has-the-first-port',
  says: 'every connection has the local port of the first',
  stack: (real) => {
    let first: number | undefined
    return {
      getsockname: (request) =>
        withPort(real.getsockname(request), (port) => {
          first ??= port
          return first
        }),
    }
  },
})

/** getpeername() and recvfrom() tell the address that a host has in its LAN, as if nothing stood between. */
export const peersHaveTheirOwnAddress = mutant({
  name: 'peers-have-their-own-address',
  says: 'a server sees the private addresses of the hosts',
  stack: (real) => ({
    getpeername: (request) => withValue(real.getpeername(request), inLan),
    recvfrom: async (request) =>
      withValue(await real.recvfrom(request), ({ bytes, from }) => ({ bytes, from: from && inLan(from) })),
  }),
})

function inLan(address: SocketAddress): SocketAddress {
  return address.family === 'AF_INET' ? { ...address, address: '10.77.1.11' } : address
}

function withPort(answer: Answer<SocketAddress>, change: (port: number) => number): Answer<SocketAddress> {
  return withValue(answer, (address) => ('port' in address ? { ...address, port: change(address.port) } : address))
}
