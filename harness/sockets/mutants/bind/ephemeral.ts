import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Request, Stack } from '../../calls.ts'
import { type Result, succeeded } from '../../result.ts'
import { withPort } from './bind-elsewhere.ts'

/** Below the ports that any claim has for ephemeral ones. */
const OUTSIDE = 900

/** bind() to port 0 takes ports from outside the ephemeral range, one after the other. */
export const bindIgnoresTheRange = mutant({
  name: 'bind-ignores-the-range',
  says: 'bind() to port 0 takes a port from outside ip_local_port_range',
  stack: (real) => ({
    bind: async (request) => {
      if (!choosesThePort(request)) return real.bind(request)
      for (let port = OUTSIDE; ; port += 1) {
        const result = await real.bind({ ...request, address: withPort(request.address, port) })
        if (result.errno !== 'EADDRINUSE') return result
      }
    },
  }),
})

/** bind() to port 0 gives the port of an earlier socket once more when no other is left, as if SO_REUSEADDR stood for that too. */
export const bindGivesAPortTwice = mutant({
  name: 'bind-gives-a-port-twice',
  says: 'bind() to port 0 gives a port that a socket has already when no other is left',
  stack: (real) => {
    let earlier: Fd | undefined
    return {
      bind: async (request) => {
        const result = await real.bind(request)
        if (!choosesThePort(request)) return result
        if (result.errno === null) earlier = request.fd
        return result.errno === 'EADDRINUSE' && earlier !== undefined ? bindLike(real, request, earlier) : result
      },
    }
  },
})

/** Whether bind() is asked to choose a port. */
function choosesThePort({ address }: Request<'bind'>): boolean {
  return 'port' in address && address.port === 0
}

/** Binds a socket to the address of an earlier one, which lets it. */
async function bindLike(real: Stack, { fd }: Request<'bind'>, earlier: Fd): Promise<Result<0>> {
  const { value: address } = await real.getsockname({ fd: earlier })
  for (const one of [fd, earlier]) await real.setsockopt({ fd: one, option: 'SO_REUSEADDR', value: true })
  return address === null ? succeeded(0) : real.bind({ fd, address })
}
