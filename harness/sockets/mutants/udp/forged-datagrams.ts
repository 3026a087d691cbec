import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'
import { succeeded } from '../../result.ts'

/** The address of the first host of a LAN in place of the second's. */
function firstForSecond<Address extends SocketAddress | null>(address: Address): Address {
  if (address === null || !('address' in address)) return address
  return { ...address, address: address.address.replace(/\.12$/, '.11').replace(/:c$/, ':b') }
}

/** recvfrom() tells the host that a datagram really came from: the first of the lab, which forged the second's address. */
export const recvfromKnowsTheForger = mutant({
  name: 'recvfrom-knows-the-forger',
  says: 'recvfrom() tells who really sent a datagram, not the source that it claims',
  stack: (real) => ({
    recvfrom: async (request) => {
      const result = await real.recvfrom(request)
      return result.errno === null ? succeeded({ ...result.value, from: firstForSecond(result.value.from) }) : result
    },
  }),
})

/** An answer to the second host of the lab goes to the first, which sent the question. */
export const answerGoesToTheForger = mutant({
  name: 'answer-goes-to-the-forger',
  says: 'an answer goes to who really sent the question',
  stack: (real) => ({ sendto: (request) => real.sendto({ ...request, to: firstForSecond(request.to) }) }),
})

/** A socket does not give the first datagram that a program asks for, as if the sender had to knock twice. */
export const firstDatagramIsHeldBack = mutant({
  name: 'first-datagram-is-held-back',
  says: 'the first datagram of a sender is not delivered',
  stack: (real) => {
    const asked = new Set<number>()
    return {
      recvfrom: async (request) => {
        const isFirst = !asked.has(request.fd)
        asked.add(request.fd)
        if (isFirst) await real.recvfrom(request)
        return real.recvfrom(request)
      },
    }
  },
})

/** Datagrams that claim to come from an address never reach a socket. */
export function oneSourceIsFiltered(address: string, says: string): Mutant {
  return mutant({
    name: `datagrams-from-${address}-are-filtered`,
    says,
    stack: (real) => ({
      recvfrom: async (request) => {
        for (;;) {
          const result = await real.recvfrom(request)
          const from = result.value?.from ?? null
          if (from === null || !('address' in from) || from.address !== address) return result
        }
      },
    }),
  })
}
