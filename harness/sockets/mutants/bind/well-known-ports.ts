import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { failed } from '../../result.ts'

/** Ports up to this one are well-known, RFC 6335 section 6 calls them system ports. */
const LAST_WELL_KNOWN = 1023

/** A socket with a well-known port can only be a server: connect() refuses it. */
export const wellKnownPortsAreForServers = mutant({
  name: 'well-known-ports-are-for-servers',
  says: 'connect() fails on a socket that has a well-known port',
  stack: (real) => ({
    connect: async (request) => {
      const port = await localPort(real, request.fd)
      return port > 0 && port <= LAST_WELL_KNOWN ? failed('EINVAL') : real.connect(request)
    },
  }),
})

/** A socket with an ephemeral port can only be a client: listen() refuses it. */
export const ephemeralPortsAreForClients = mutant({
  name: 'ephemeral-ports-are-for-clients',
  says: 'listen() fails on a socket that has an ephemeral port',
  stack: (real) => ({
    listen: async (request) =>
      (await localPort(real, request.fd)) > LAST_WELL_KNOWN ? failed('EINVAL') : real.listen(request),
  }),
})

async function localPort(real: Stack, fd: Fd): Promise<number> {
  const { value } = await real.getsockname({ fd })
  return value !== null && 'port' in value ? value.port : 0
}
