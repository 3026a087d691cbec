import { mutant } from '../../../claim/mutant.ts'
import { withValue } from '../../must.ts'
import { rememberAccepted } from './accepted.ts'

/** getsockname() tells a port of its own for each accepted socket: the n-th has the listener's port plus n. */
export const acceptedHaveNewPorts = mutant({
  name: 'accepted-sockets-have-new-ports',
  says: 'accept() gives each connection a local port of its own',
  stack: (real) => {
    const { accepted, accept4 } = rememberAccepted(real)
    return {
      accept4,
      getsockname: (request) =>
        withValue(real.getsockname(request), (address) =>
          'port' in address ? { ...address, port: address.port + 1 + accepted.indexOf(request.fd) } : address,
        ),
    }
  },
})
