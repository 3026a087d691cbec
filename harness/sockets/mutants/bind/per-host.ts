import { mutant } from '../../../claim/mutant.ts'
import type { Stack } from '../../calls.ts'
import { failed } from '../../result.ts'

/** A port that one host has bound is taken on every other host too. */
export const portsAreGlobal = (() => {
  const takenBy = new Map<number, string>()
  return mutant({
    name: 'ports-are-global',
    says: 'a port that one host uses is taken for all hosts',
    stack: (real, host) => {
      // A run begins anew, with nothing taken.
      for (const [port, owner] of takenBy) if (owner === host) takenBy.delete(port)
      return {
        bind: async (request) => {
          const port = 'port' in request.address ? request.address.port : 0
          if ((takenBy.get(port) ?? host) !== host) return failed('EADDRINUSE')
          const result = await real.bind(request)
          if (result.errno === null && port !== 0) takenBy.set(port, host)
          return result
        },
      }
    },
  })
})()

/** Whoever asks for a port reaches the host whose address was asked for first with it. */
export const addressDoesNotMatter = mutant({
  name: 'address-does-not-matter',
  says: 'a port number alone decides which host is reached',
  stack: (real) => {
    const first = new Map<number, Parameters<Stack['connect']>[0]['address']>()
    return {
      connect: (request) => {
        const { address } = request
        if (!('port' in address)) return real.connect(request)
        if (!first.has(address.port)) first.set(address.port, address)
        return real.connect({ ...request, address: first.get(address.port) ?? address })
      },
    }
  },
})

/** Whoever asks for an address reaches the port that was asked for first there. */
export const portDoesNotMatter = mutant({
  name: 'port-does-not-matter',
  says: 'an address alone decides which service is reached',
  stack: (real) => {
    let first: Parameters<Stack['connect']>[0]['address'] | undefined
    return {
      connect: (request) => {
        first ??= request.address
        return real.connect({ ...request, address: first })
      },
    }
  },
})
