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

function withPort(answer: Answer<SocketAddress>, change: (port: number) => number): Answer<SocketAddress> {
  return withValue(answer, (address) => ('port' in address ? { ...address, port: change(address.port) } : address))
}
