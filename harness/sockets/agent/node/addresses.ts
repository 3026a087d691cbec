import type { AddressInfo } from 'node:net'
import type { Inet6Address, InetAddress, SocketAddress } from '../../address.ts'
import type { Request } from '../../calls.ts'
import { CannotAsk } from '../cannot-ask.ts'

/** An address that Node's net and dgram can be given. */
export type NodeAddress = InetAddress | Inet6Address

/** The address of a request, where Node can express it. */
export function addressOf({
  address,
  addressLength,
  nullPointer,
}: Pick<Request<'bind'>, 'address' | 'addressLength' | 'nullPointer'>): NodeAddress {
  if (addressLength !== undefined) throw new CannotAsk('Node is given no length of an address')
  if (nullPointer !== undefined) throw noPointers()
  return inetOf(address)
}

/** The address, if it is one of IPv4 or IPv6. */
export function inetOf(address: SocketAddress): NodeAddress {
  if (address.family === 'AF_INET' || address.family === 'AF_INET6') return address
  throw new CannotAsk(`Node's net and dgram are given no address of ${address.family}`)
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

/** Why nothing is asked of a null pointer. */
export function noPointers(): CannotAsk {
  return new CannotAsk('Node is given no pointers')
}
