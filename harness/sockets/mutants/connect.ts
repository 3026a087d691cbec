import { type Mutant, mutant } from '../../claim/mutant.ts'
import { failed, succeeded } from '../result.ts'

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

/** connect() says that it succeeded, and does nothing. */
export const connectDoesNothing = mutant({
  name: 'connect-does-nothing',
  says: 'connect() succeeds without a handshake',
  stack: () => ({ connect: () => succeeded(0) }),
})
