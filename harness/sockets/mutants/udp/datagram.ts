import { mutant } from '../../../claim/mutant.ts'
import type { SocketAddress } from '../../address.ts'
import type { Fd } from '../../calls.ts'
import { failed } from '../../result.ts'

/** sendto() reports an error now and then, as if it could know that a datagram will be lost. */
export const sendtoReportsLoss = mutant({
  name: 'sendto-reports-loss',
  says: 'sendto() fails for a datagram that will be lost',
  stack: (real) => {
    let count = 0
    return {
      sendto: async (request) => {
        const result = await real.sendto(request)
        count += 1
        return count % 3 === 0 ? failed('ENOBUFS') : result
      },
    }
  },
})

/** recv() loses the first datagram that the kernel has delivered to each of two sockets, and no counter knows of it. */
export const recvSkipsADatagram = mutant({
  name: 'recv-skips-a-datagram',
  says: 'a datagram is lost after it was delivered to the socket',
  stack: (real) => {
    const robbed = new Set<Fd>()
    return {
      recv: async (request) => {
        const result = await real.recv(request)
        if (result.errno !== null || robbed.has(request.fd) || robbed.size === 2) return result
        robbed.add(request.fd)
        return real.recv(request)
      },
    }
  },
})

/** sendto() sends every answer to whom the last datagram came from. */
export const answersGoToTheLast = mutant({
  name: 'answers-go-to-the-last',
  says: 'every answer goes to the client that sent last',
  stack: (real) => {
    let last: SocketAddress | undefined
    return {
      recvfrom: async (request) => {
        const result = await real.recvfrom(request)
        last = result.value?.from ?? last
        return result
      },
      sendto: (request) => real.sendto({ ...request, to: last ?? request.to }),
    }
  },
})
