import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { inet, inet6, type SocketAddress } from '../../address.ts'
import type { Request, Stack } from '../../calls.ts'
import { type ErrnoName, failed } from '../../result.ts'

/** listen() fails on a socket that has no port. POSIX allows EDESTADDRREQ; Windows reports WSAEINVAL. */
export function listenNeedsBind(errno: ErrnoName): Mutant {
  return mutant({
    name: `listen-needs-bind-${errno.toLowerCase()}`,
    says: `listen() without bind() fails with ${errno}`,
    stack: (real) => ({
      listen: async (request) => ((await unbound(real, request)) === null ? real.listen(request) : failed(errno)),
    }),
  })
}

/** listen() gives a socket that has no port an address that is not a wildcard, or a port of its own choice. */
export function listenBinds(name: string, says: string, { loopback = false, port = 0 }): Mutant {
  return mutant({
    name: `listen-${name}`,
    says,
    stack: (real) => ({
      listen: async (request) => {
        const family = await unbound(real, request)
        if (family === 'AF_INET')
          await real.bind({ fd: request.fd, address: inet(loopback ? '127.0.0.1' : '0.0.0.0', port) })
        if (family === 'AF_INET6') await real.bind({ fd: request.fd, address: inet6(loopback ? '::1' : '::', port) })
        return real.listen(request)
      },
    }),
  })
}

/** The address family of a socket that has no port; null if it has one. */
async function unbound(real: Stack, { fd }: Request<'listen'>): Promise<SocketAddress['family'] | null> {
  const { value } = await real.getsockname({ fd })
  return value !== null && 'port' in value && value.port === 0 ? value.family : null
}
