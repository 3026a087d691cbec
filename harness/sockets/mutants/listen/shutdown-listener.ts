import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Request, Stack, Value } from '../../calls.ts'
import type { Answer } from '../../must.ts'
import { failed, succeeded } from '../../result.ts'

/** shutdown() of a listener says that it succeeded, and does nothing. */
export const shutdownKeepsListening = ofListener(
  'shutdown-keeps-listening',
  'a listener goes on listening after shutdown()',
  () => succeeded(0),
)

/** shutdown() of a listener fails, as on systems that know it for connections only. */
export const shutdownNeedsAConnection = ofListener(
  'shutdown-needs-a-connection',
  'shutdown() of a listener fails with ENOTCONN',
  () => failed('ENOTCONN'),
)

/** shutdown(SHUT_WR) of a listener ends listening as SHUT_RD does. */
export const anyShutdownEndsListening = ofListener(
  'any-shutdown-ends-listening',
  'shutdown(SHUT_WR) ends listening too',
  (real, { fd }) => real.shutdown({ fd, how: 'SHUT_RD' }),
)

/** shutdown() of a listener keeps its port also where the kernel has chosen it. */
export const shutdownKeepsAChosenPort = ofListener(
  'shutdown-keeps-a-chosen-port',
  'a port that the kernel has chosen stays taken after shutdown()',
  async (real, { fd, how }) => {
    const { value: address } = await real.getsockname({ fd })
    const result = await real.shutdown({ fd, how })
    if (address !== null) await real.bind({ fd, address })
    return result
  },
)

/** A stack on which shutdown() of a listening socket does something else. */
function ofListener(
  name: string,
  says: string,
  instead: (real: Stack, request: Request<'shutdown'>) => Answer<Value<'shutdown'>>,
): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      shutdown: async (request) => {
        const { value: listens } = await real.getsockopt({ fd: request.fd, option: 'SO_ACCEPTCONN' })
        return listens === true ? instead(real, request) : real.shutdown(request)
      },
    }),
  })
}
