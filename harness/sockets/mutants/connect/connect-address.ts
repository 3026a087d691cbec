import { mutant } from '../../../claim/mutant.ts'
import { inet, type SocketAddress } from '../../address.ts'
import { failed } from '../../result.ts'

/** connect() reads as much of an address as it needs, whatever length it is told. */
export const connectIgnoresTheLength = mutant({
  name: 'connect-ignores-the-length',
  says: 'connect() takes an address of any length',
  stack: (real) => ({
    connect: ({ addressLength: _, ...request }) => real.connect(request),
  }),
})

/** connect() accepts an IPv6 address only in the length of today’s structure, which has a scope. */
export const connectWantsAScope = mutant({
  name: 'connect-wants-a-scope',
  says: 'connect() refuses an IPv6 address that is as long as RFC 2133 had it',
  stack: (real) => ({
    connect: (request) =>
      request.address.family === 'AF_INET6' && (request.addressLength ?? 28) < 28
        ? failed('EINVAL')
        : real.connect(request),
  }),
})

/** connect() takes a local port before it looks at the address. */
export const connectBindsFirst = mutant({
  name: 'connect-binds-first',
  says: 'connect() takes a local port although the address is bad',
  stack: (real) => ({
    connect: async (request) => {
      const { value: own } = await real.getsockname({ fd: request.fd })
      const any: SocketAddress =
        own?.family === 'AF_INET6'
          ? { family: 'AF_INET6', address: '::', port: 0 }
          : { family: 'AF_INET', address: '0.0.0.0', port: 0 }
      await real.bind({ fd: request.fd, address: any })
      return real.connect(request)
    },
  }),
})

const isUnspecified = (address: SocketAddress): boolean =>
  'address' in address && ['0.0.0.0', '::', '::ffff:0.0.0.0'].includes(address.address)

/** connect() refuses the unspecified address as one that is no host’s, as Windows does. */
export const unspecifiedIsNoHost = mutant({
  name: 'unspecified-address-is-no-host',
  says: 'connect() to the unspecified address fails because it names no host',
  stack: (real) => ({
    connect: (request) => (isUnspecified(request.address) ? failed('EADDRNOTAVAIL') : real.connect(request)),
  }),
})

/** getpeername() tells the address as connect() was given it. */
export const peerIsAsAsked = mutant({
  name: 'peer-is-as-asked',
  says: 'getpeername() tells the unspecified address that connect() was given',
  stack: (real) => {
    const asked = new Map<number, SocketAddress>()
    return {
      connect: (request) => {
        asked.set(request.fd, request.address)
        return real.connect(request)
      },
      getpeername: async (request) => {
        const result = await real.getpeername(request)
        return result.errno === null ? { value: asked.get(request.fd) ?? result.value, errno: null } : result
      },
    }
  },
})

/** connect() to the unspecified address reaches a listener at any address of the host. */
export const unspecifiedIsEveryAddress = mutant({
  name: 'unspecified-address-is-every-address',
  says: 'the unspecified address reaches a listener at any address of the host',
  stack: (real) => {
    const listening: SocketAddress[] = []
    return {
      listen: async (request) => {
        const { value } = await real.getsockname({ fd: request.fd })
        if (value !== null) listening.push(value)
        return real.listen(request)
      },
      connect: (request) => {
        const { address } = request
        const found = listening.findLast(
          (one) => 'port' in one && 'port' in address && one.family === address.family && one.port === address.port,
        )
        return real.connect({ ...request, address: isUnspecified(address) ? (found ?? address) : address })
      },
    }
  },
})

/** connect() asks the whole network for the destination before it looks whether there is a route. */
export const connectAsksAround = mutant({
  name: 'connect-asks-around',
  says: 'a packet leaves although there is no route',
  stack: (real) => ({
    connect: async (request) => {
      const asking = await real.socket({ domain: 'AF_INET', type: 'SOCK_DGRAM' })
      if (asking.errno === null) {
        await real.setsockopt({ fd: asking.value, option: 'SO_BROADCAST', value: true })
        await real.sendto({ fd: asking.value, bytes: Buffer.from('where?'), to: inet('10.77.0.255', 9) })
        await real.close({ fd: asking.value })
      }
      return real.connect(request)
    },
  }),
})
