import { setTimeout as after } from 'node:timers/promises'
import { mutant } from '../../../claim/mutant.ts'
import { addressText } from '../../address.ts'
import type { Fd, Stack } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** send() comes back only when the peer has acknowledged every byte. */
export const sendWaitsForArrival = mutant({
  name: 'send-waits-for-arrival',
  says: 'send() comes back only when the data has arrived',
  stack: (real) => ({
    send: async (request) => {
      const result = await real.send(request)
      for (;;) {
        const { value, errno } = await real.ioctl({ fd: request.fd, request: 'SIOCOUTQ' })
        if (errno !== null || value === 0) return result
        await after(5)
      }
    },
  }),
})

/** What send() takes is there for recv() on the other side at that moment. */
export const dataIsThereAtOnce = (() => {
  const sent = new Map<string, Uint8Array>()
  return mutant({
    name: 'data-is-there-at-once',
    says: 'recv() gives what was sent although it is still on its way',
    stack: (real) => ({
      send: async (request) => {
        const { local, peer } = await ends(real, request.fd)
        sent.set(`${local} ${peer}`, request.bytes)
        return real.send(request)
      },
      recv: async (request) => {
        const { local, peer } = await ends(real, request.fd)
        const result = await real.recv(request)
        const early = sent.get(`${peer} ${local}`)
        return result.errno === 'EAGAIN' && early !== undefined ? succeeded(early) : result
      },
    }),
  })
})()

async function ends(real: Stack, fd: Fd): Promise<{ local: string; peer: string }> {
  const [local, peer] = [await real.getsockname({ fd }), await real.getpeername({ fd })]
  return { local: local.value ? addressText(local.value) : '', peer: peer.value ? addressText(peer.value) : '' }
}
