import type { AddressInfo } from 'node:net'
import type { Inet6Address, InetAddress, SocketAddress } from '../../address.ts'
import type { Request } from '../../calls.ts'

/** An address that Node's net and dgram can be given. */
export type NodeAddress = InetAddress | Inet6Address

/** The address of a request that Node can express; null where it has an address of another kind, a false length or no pointer. */
export function addressOf({
  address,
  addressLength,
  nullPointer,
}: Pick<Request<'bind'>, 'address' | 'addressLength' | 'nullPointer'>): NodeAddress | null {
  if (addressLength !== undefined || nullPointer !== undefined) return null
  return isInet(address) ? address : null
}

/** Whether this is an IPv4 or IPv6 address. */
export function isInet(address: SocketAddress): address is NodeAddress {
  return address.family === 'AF_INET' || address.family === 'AF_INET6'
}

/** Host and port as Node takes them. */
export function hostOf(address: NodeAddress): { readonly host: string; readonly port: number } {
  const zone = address.family === 'AF_INET6' && address.scopeId !== undefined ? `%${address.scopeId}` : ''
  return { host: address.address + zone, port: address.port }
}

/** The address that Node tells; it has the zone of an IPv6 address as the name of an interface. */
export function socketAddress({ address, family, port }: AddressInfo): NodeAddress {
  return { family: family === 'IPv6' ? 'AF_INET6' : 'AF_INET', address: address.replace(/%.*$/, ''), port }
}
