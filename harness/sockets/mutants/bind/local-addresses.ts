import { mutant } from '../../../claim/mutant.ts'
import { failed, succeeded } from '../../result.ts'

const LOOPBACK = '127.0.0.1'

/** Of 127.0.0.0/8 only 127.0.0.1 is the host's own, as on macOS. */
export const onlyOneLoopbackAddress = mutant({
  name: 'only-127-0-0-1-is-local',
  says: 'only 127.0.0.1 of the loopback network is the host’s own',
  stack: (real) => ({
    bind: (request) =>
      'address' in request.address && /^127\./.test(request.address.address) && request.address.address !== LOOPBACK
        ? failed('EADDRNOTAVAIL')
        : real.bind(request),
  }),
})

/** The IPv6 loopback interface has addresses beside ::1. */
export const manyIpv6LoopbackAddresses = mutant({
  name: 'ipv6-loopback-is-a-network',
  says: 'addresses beside ::1 are the host’s own too',
  stack: (real) => ({
    bind: async (request) => {
      const result = await real.bind(request)
      return request.address.family === 'AF_INET6' && result.errno === 'EADDRNOTAVAIL' ? succeeded(0) : result
    },
  }),
})
