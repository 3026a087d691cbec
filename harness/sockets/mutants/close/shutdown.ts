import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd, Request } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

type How = Request<'shutdown'>['how']

/** shutdown() of one direction is taken for another. */
export function shutdownTakenFor(how: How, other: How): Mutant {
  return mutant({
    name: `${how}-acts-as-${other}`.toLowerCase().replaceAll('_', '-'),
    says: `shutdown(${how}) does what shutdown(${other}) should do`,
    stack: (real) => ({
      shutdown: (request) => real.shutdown(request.how === how ? { ...request, how: other } : request),
    }),
  })
}

/** shutdown() says that it succeeded, and does nothing. */
export const shutdownDoesNothing = mutant({
  name: 'shutdown-does-nothing',
  says: 'shutdown() succeeds without ending anything',
  stack: () => ({ shutdown: () => succeeded(0) }),
})

/** shutdown() succeeds whatever the socket and the direction. */
export const shutdownAlwaysSucceeds = mutant({
  name: 'shutdown-always-succeeds',
  says: 'shutdown() reports success although it has nothing to end',
  stack: (real) => ({
    shutdown: async (request) => {
      await real.shutdown(request)
      return succeeded(0)
    },
  }),
})

/** A second shutdown() of a socket fails, as it does on BSD systems. */
export const shutdownWorksOnce = mutant({
  name: 'shutdown-works-once',
  says: 'shutdown() of a direction that has been shut down already fails',
  stack: (real) => {
    const shut = new Set<Fd>()
    return {
      shutdown: async (request) => {
        const result = await real.shutdown(request)
        if (result.errno !== null) return result
        if (shut.has(request.fd)) return failed('ENOTCONN')
        shut.add(request.fd)
        return result
      },
      close: (request) => {
        shut.delete(request.fd)
        return real.close(request)
      },
    }
  },
})

/** SHUT_RD throws away what comes: recv() gives end-of-file for ever. */
export const shutReadDiscards = mutant({
  name: 'shut-rd-discards-what-comes',
  says: 'after SHUT_RD later data cannot be read',
  stack: (real) => {
    const deaf = new Set<Fd>()
    return {
      shutdown: async (request) => {
        const result = await real.shutdown(request)
        if (result.errno === null && request.how === 'SHUT_RD') deaf.add(request.fd)
        return result
      },
      recv: (request) => (deaf.has(request.fd) ? succeeded(new Uint8Array()) : real.recv(request)),
      close: (request) => {
        deaf.delete(request.fd)
        return real.close(request)
      },
    }
  },
})
