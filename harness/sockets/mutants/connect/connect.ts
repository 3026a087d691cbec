import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** connect() fails with another error than the stack's. */
export function connectReports(instead: string): Mutant {
  return mutant({
    name: `connect-reports-${instead.toLowerCase()}`,
    says: `a failing connect() reports ${instead}`,
    stack: (real) => ({
      connect: async (request) => {
        const result = await real.connect(request)
        return result.errno === null ? result : failed(instead)
      },
    }),
  })
}

/** connect() says that it succeeded, whatever the answer. */
export const connectAlwaysSucceeds = mutant({
  name: 'connect-always-succeeds',
  says: 'connect() reports success although it was refused',
  stack: (real) => ({
    connect: async (request) => {
      await real.connect(request)
      return succeeded(0)
    },
  }),
})

/** A connect() that does not wait is never done, though the handshake is. */
export const connectIsNeverDone = mutant({
  name: 'connect-is-never-done',
  says: 'a connection is never established for a client that does not wait in connect()',
  stack: (real) => {
    const under = new Set<Fd>()
    return {
      connect: async (request) => {
        const result = await real.connect(request)
        if (result.errno === 'EINPROGRESS') under.add(request.fd)
        return result.errno === null && under.has(request.fd) ? failed('EALREADY') : result
      },
    }
  },
})

/** A host whose connections must all go to the destination of the first. */
export const onlyOneDestination = mutant({
  name: 'only-one-destination',
  says: 'a host that has reached one destination reaches no other',
  stack: (real) => {
    let only: string | undefined
    return {
      connect: (request) => {
        const destination = JSON.stringify(request.address)
        only ??= destination
        return destination === only ? real.connect(request) : failed('ETIMEDOUT')
      },
    }
  },
})

/** connect() says that it succeeded, and does nothing. */
export const connectDoesNothing = mutant({
  name: 'connect-does-nothing',
  says: 'connect() succeeds without a handshake',
  stack: () => ({ connect: () => succeeded(0) }),
})

/** connect() gives up when its SYN has been unanswered for a second, whatever tcp_syn_retries says. */
export const connectGivesUpEarly = mutant({
  name: 'connect-gives-up-early',
  says: 'connect() fails before its SYN has been repeated as often as it should',
  stack: (real) => ({
    connect: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'TCP_USER_TIMEOUT', value: 500 })
      return real.connect(request)
    },
  }),
})
