import { mutant } from '../../../claim/mutant.ts'
import { addressText, type SocketAddress } from '../../address.ts'
import type { Stack } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** bind() opens the port too, as if it were bind() and listen(). */
export const bindListens = mutant({
  name: 'bind-listens',
  says: 'bind() opens the port',
  stack: (real) => ({
    bind: async (request) => {
      const result = await real.bind(request)
      if (result.errno === null) await real.listen({ fd: request.fd, backlog: 1 })
      return result
    },
  }),
})

/** bind() says that it succeeded, and does nothing. */
export const bindDoesNothing = mutant({
  name: 'bind-does-nothing',
  says: 'bind() succeeds without giving the socket the port',
  stack: () => ({ bind: () => succeeded(0) }),
})

/** bind() lets every socket share its port with every other. */
export const bindShares = mutant({
  name: 'bind-shares',
  says: 'two sockets can bind the same port without asking for it',
  stack: (real) => ({
    bind: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'SO_REUSEPORT', value: true })
      return real.bind(request)
    },
  }),
})

/** bind() lets sockets share a port as long as none of them listens. */
export const bindSharesUntilListen = mutant({
  name: 'bind-shares-until-listen',
  says: 'a port is taken only once somebody listens',
  stack: (real) => ({
    bind: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'SO_REUSEADDR', value: true })
      return real.bind(request)
    },
  }),
})

/** bind() takes a port number for whole machines: no second socket gets it, whatever its address, protocol or options. */
export const portNumberIsTaken = mutant({
  name: 'port-number-is-taken',
  says: 'a port that one socket has bound is taken for all addresses and protocols',
  stack: (real) => refusing(real, (address) => ('port' in address ? String(address.port) : '')),
})

/** bind() refuses an address and port for ever once a socket has bound it, even if that is closed. */
export const portStaysTaken = mutant({
  name: 'port-stays-taken',
  says: 'a port is not free again after its socket was closed',
  stack: (real) => refusing(real, addressText),
})

/** bind() refuses an address and port for ever once it has refused it, whoever held it. */
export const heldPortStaysHeld = mutant({
  name: 'held-port-stays-held',
  says: 'a port is not free again after the program that had it has died',
  stack: (real) => {
    const held = new Set<string>()
    return {
      bind: async (request) => {
        if (held.has(addressText(request.address))) return failed('EADDRINUSE')
        const result = await real.bind(request)
        if (result.errno === 'EADDRINUSE') held.add(addressText(request.address))
        return result
      },
    }
  },
})

/** A stack on which bind() succeeds once for each name that an address is given. */
function refusing(real: Stack, nameOf: (address: SocketAddress) => string): Pick<Stack, 'bind'> {
  const taken = new Set<string>()
  return {
    bind: async (request) => {
      const name = nameOf(request.address)
      if (taken.has(name)) return failed('EADDRINUSE')
      const result = await real.bind(request)
      if (result.errno === null) taken.add(name)
      return result
    },
  }
}
