import { runTool } from '../../lab/command.ts'
import type { HasAddresses } from '../../sockets/kinds.ts'
import type { Host } from '../host.ts'

/** TEST-NET-2 of RFC 5737, and a network of the lab's own IPv6 prefix. */
const NETWORK = { ipv4: '198.51.100', ipv6: 'fd77:5::' }

/**
 * Gives a host a route to a network of silent addresses by way of another host of its LAN, which does not forward: what
 * the first host sends there arrives at the second, which drops it without a word. Nobody ever answers, and, unlike for
 * an address of its own link that nobody has, no failed ARP tells the host so.
 *
 * @returns its addresses by number, from 1 to 254
 */
export function silentNetwork(host: Host, via: Host, { ipv6 = false } = {}): (number: number) => HasAddresses {
  const routes = [
    `route replace ${NETWORK.ipv4}.0/24 via ${via.ip}`,
    ...(ipv6 ? [`-6 route replace ${NETWORK.ipv6}/64 via ${via.ip6}`] : []),
  ]
  for (const route of routes) {
    host.within(() => runTool('ip', route.split(' ')))
    host.note(`ip ${route}`)
  }
  return (number) => ({ ip: `${NETWORK.ipv4}.${number}`, ip6: `${NETWORK.ipv6}${number.toString(16)}` })
}
