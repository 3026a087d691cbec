import { mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'

/** The interfaces of a router of the lab, by the beginning of their addresses. */
const INTERFACES: Readonly<Record<string, string>> = { '10.77.1.': 'eth0', '203.0.113.': 'eth1' }

/** bind() to the address of an interface takes packets from that interface only: the strong host model of RFC 1122. */
export const bindNamesTheInterface = mutant({
  name: 'bind-names-the-interface',
  says: 'a packet for an address is taken only from the interface that has the address',
  stack: (real) => ({
    bind: async (request) => {
      const device = interfaceOf(request.address)
      if (device !== undefined) {
        await real.setsockopt({ fd: request.fd, option: 'SO_BINDTODEVICE', value: device })
      }
      return real.bind(request)
    },
  }),
})

function interfaceOf(address: SocketAddress): string | undefined {
  if (!('address' in address)) return undefined
  return Object.entries(INTERFACES).find(([beginning]) => address.address.startsWith(beginning))?.[1]
}
