import { mutant } from '../../../claim/mutant.ts'
import { inet, inet6, type SocketAddress } from '../../address.ts'

/** bind() takes the port after the one that it was given; after 65535 comes 0. */
export const bindTakesTheNextPort = mutant({
  name: 'bind-takes-the-next-port',
  says: 'bind() takes another port than the one that it was given',
  stack: (real) => ({
    bind: (request) =>
      real.bind({ ...request, address: withPort(request.address, (portOf(request.address) + 1) % 65_536) }),
  }),
})

/** bind() takes the port at every address of the host. */
export const bindTakesAllAddresses = mutant({
  name: 'bind-takes-all-addresses',
  says: 'a socket bound to one address is bound to all of the host',
  stack: (real) => ({ bind: (request) => real.bind({ ...request, address: wildcard(request.address) }) }),
})

/** bind() that leaves the port open forgets the address too. */
export const openPortForgetsTheAddress = mutant({
  name: 'open-port-forgets-the-address',
  says: 'bind() without a port does not keep the address',
  stack: (real) => ({
    bind: (request) =>
      real.bind(portOf(request.address) === 0 ? { ...request, address: wildcard(request.address) } : request),
  }),
})

/** The address with another port, where it has one. */
export function withPort(address: SocketAddress, port: number): SocketAddress {
  return 'port' in address ? { ...address, port } : address
}

function portOf(address: SocketAddress): number {
  return 'port' in address ? address.port : 0
}

function wildcard(address: SocketAddress): SocketAddress {
  switch (address.family) {
    case 'AF_INET':
      return inet('0.0.0.0', address.port)
    case 'AF_INET6':
      return inet6('::', address.port)
    default:
      return address
  }
}
