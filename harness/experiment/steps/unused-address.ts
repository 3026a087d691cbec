import type { HasAddresses } from '../../sockets/kinds.ts'

/** The last part of an address that no host of a lab has: labs number them from 11 and 80 on. */
const NOBODY = { ipv4: '.250', ipv6: '::fa' }

/**
 * Addresses on the network of a host that no machine has: a packet for them waits for an answer to ARP or neighbour
 * discovery that never comes. Needs a lab with a network, IPv6 only if its IPv6 address is asked for.
 */
export function unusedAddress(host: HasAddresses): HasAddresses {
  return {
    get ip() {
      return host.ip.replace(/\.\d+$/, NOBODY.ipv4)
    },
    get ip6() {
      return host.ip6.replace(/::[\da-f]+$/, NOBODY.ipv6)
    },
  }
}
