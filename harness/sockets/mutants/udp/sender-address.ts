import { mutant } from '../../../claim/mutant.ts'
import type { Stack } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** recvfrom() fills in the peer's address where the stack leaves the address untouched. */
export const recvfromNamesThePeer = mutant({
  name: 'recvfrom-names-the-peer',
  says: 'recvfrom() on a stream tells the address of the peer',
  stack: (real) => ({
    recvfrom: async (request) => {
      const result = await real.recvfrom(request)
      if (result.errno !== null || result.value.from !== null) return result
      return succeeded({ ...result.value, from: await peerOf(real, request.fd) })
    },
  }),
})

/** recvfrom() never tells where something came from. */
export const recvfromNamesNobody = mutant({
  name: 'recvfrom-names-nobody',
  says: 'recvfrom() does not tell the sender of a datagram',
  stack: (real) => ({
    recvfrom: async (request) => {
      const result = await real.recvfrom(request)
      return result.errno === null ? succeeded({ ...result.value, from: null }) : result
    },
  }),
})

/** recvmsg() fills in the peer's address where the stack leaves it untouched. */
export const recvmsgNamesThePeer = mutant({
  name: 'recvmsg-names-the-peer',
  says: 'recvmsg() on a stream tells the address of the peer',
  stack: (real) => ({
    recvmsg: async (request) => {
      const result = await real.recvmsg(request)
      if (result.errno !== null || result.value.from !== null) return result
      return succeeded({ ...result.value, from: await peerOf(real, request.fd) })
    },
  }),
})

async function peerOf(real: Stack, fd: number) {
  return (await real.getpeername({ fd })).value
}
