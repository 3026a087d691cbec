import { mutant } from '../../../claim/mutant.ts'
import { inet } from '../../address.ts'
import { failed } from '../../result.ts'

/** The last privileged port: no ephemeral range of a claim contains it. */
const OUTSIDE = 1023

/** connect() takes a local port from outside the ephemeral range. */
export const connectIgnoresTheRange = mutant({
  name: 'connect-ignores-the-range',
  says: 'connect() takes its local port from outside ip_local_port_range',
  stack: (real) => ({
    connect: async (request) => {
      await real.bind({ fd: request.fd, address: inet('0.0.0.0', OUTSIDE) })
      return real.connect(request)
    },
  }),
})

/** connect() takes a local port for all destinations, as bind() does. */
export const connectTakesThePortForAll = mutant({
  name: 'connect-takes-the-port-for-all',
  says: 'a local port that one connection has cannot be used for another destination',
  stack: (real) => ({
    connect: async (request) => {
      const bound = await real.bind({ fd: request.fd, address: inet('0.0.0.0', 0) })
      return bound.errno === null ? real.connect(request) : failed('EADDRNOTAVAIL')
    },
  }),
})
