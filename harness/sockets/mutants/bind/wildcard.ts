import { mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'
import { succeeded } from '../../result.ts'

const WILDCARDS: readonly string[] = ['0.0.0.0', '::', '::ffff:0.0.0.0']

/** bind() takes the wildcard for an address like any other, which conflicts with itself only. */
export const wildcardIsAnAddress = mutant({
  name: 'wildcard-is-an-address-like-others',
  says: 'the wildcard and a specific address do not conflict',
  stack: (real) => {
    const taken = new Map<string, boolean>()
    const key = (address: SocketAddress) => ('port' in address ? String(address.port) : '')
    return {
      bind: async (request) => {
        const result = await real.bind(request)
        const isWildcard = 'address' in request.address && WILDCARDS.includes(request.address.address)
        const other = taken.get(key(request.address))
        if (result.errno === null) taken.set(key(request.address), isWildcard)
        return result.errno === 'EADDRINUSE' && other !== undefined && other !== isWildcard ? succeeded(0) : result
      },
    }
  },
})

/** Every IPv6 socket is born with IPV6_V6ONLY, as on OpenBSD. */
export const ipv6IsOnlyIpv6 = mutant({
  name: 'ipv6-is-only-ipv6',
  says: '[::] does not stand for the IPv4 addresses too',
  stack: (real) => ({
    socket: async (request) => {
      const result = await real.socket(request)
      if (result.errno === null && request.domain === 'AF_INET6') {
        await real.setsockopt({ fd: result.value, option: 'IPV6_V6ONLY', value: true })
      }
      return result
    },
  }),
})
