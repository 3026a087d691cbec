import { mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** accept() gives the listener itself instead of a new socket. */
export const acceptGivesTheListener = mutant({
  name: 'accept-gives-the-listener',
  says: 'accept() turns the listener itself into the connection',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno !== null) return result
      await real.close({ fd: result.value.fd })
      return succeeded({ ...result.value, fd: request.fd })
    },
  }),
})

/** After the first accept() the listener listens no more. */
export const acceptEndsListening = mutant({
  name: 'accept-ends-listening',
  says: 'the listener stops listening once it has accepted a client',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      await real.shutdown({ fd: request.fd, how: 'SHUT_RDWR' })
      return result
    },
  }),
})

/** accept() begins with an empty socket: what came before it is thrown away. */
export const acceptForgetsData = mutant({
  name: 'accept-forgets-data',
  says: 'data that came before accept() is not there after it',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno === null) {
        await real.recv({ fd: result.value.fd, length: 65_536, flags: ['MSG_DONTWAIT'] })
      }
      return result
    },
  }),
})

/** accept() on a socket that does not listen makes it listen, and waits for a client. */
export const acceptListensFirst = mutant({
  name: 'accept-listens-first',
  says: 'accept() does by itself what listen() is for',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno !== 'EINVAL') return result
      await real.listen({ fd: request.fd, backlog: 1 })
      return real.accept4(request)
    },
  }),
})

/** accept() fails with ECONNABORTED for a client that has reset its connection meanwhile, as BSD's does. */
export const acceptAborts = mutant({
  name: 'accept-aborts',
  says: 'accept() fails for a client that has reset its connection',
  stack: (real) => ({
    accept4: async (request) => {
      const result = await real.accept4(request)
      if (result.errno !== null) return result
      const { errno } = await real.getpeername({ fd: result.value.fd })
      if (errno === null) return result
      await real.close({ fd: result.value.fd })
      return failed('ECONNABORTED')
    },
  }),
})

/** accept() gives one descriptor, that of the first client, for all. */
export const acceptGivesTheFirstAgain = mutant({
  name: 'accept-gives-the-first-again',
  says: 'accept() gives the socket of the first client for each further one',
  stack: (real) => {
    let first: Fd | undefined
    return {
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno !== null) return result
        first ??= result.value.fd
        if (first !== result.value.fd) await real.close({ fd: result.value.fd })
        return succeeded({ ...result.value, fd: first })
      },
    }
  },
})
