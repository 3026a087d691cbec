import { type Mutant, mutant } from '../../../claim/mutant.ts'
import { addressText } from '../../address.ts'
import type { Fd, Request, Stack, Value } from '../../calls.ts'
import type { Result } from '../../result.ts'

/** recv() never gives bytes of two sends, as if the stream knew where each began. */
export const recvStopsAtBoundaries = knowingSends(
  'recv-stops-at-boundaries',
  'recv() gives the bytes of one send() only, though more have arrived',
  async (real, request, sends) => {
    const [first = request.length, ...later] = sends.splice(0)
    const result = await real.recv({ ...request, length: Math.min(first, request.length) })
    const left = first - (result.value?.length ?? 0)
    sends.push(...(left > 0 ? [left] : []), ...later)
    return result
  },
)

/** recv() throws away what is left of a send for which it had no room, as it does with datagrams. */
export const recvDiscardsTheRest = knowingSends(
  'recv-discards-the-rest',
  'the part of a send() for which recv() has no room is lost',
  async (real, request, sends) => {
    const result = await real.recv(request)
    let given = result.value?.length ?? 0
    // A send() that still waits for room has told no size yet.
    while (given > 0 && sends.length > 0) {
      const left = (sends.shift() ?? 0) - given
      if (left > 0) await real.recv({ ...request, length: left, flags: ['MSG_DONTWAIT'] })
      given = -left
    }
    return result
  },
)

type Receive = (real: Stack, request: Request<'recv'>, sends: number[]) => Promise<Result<Value<'recv'>>>

/** A stack that remembers the size of each send() on a connection and lets recv() at the other end know those not yet read. */
function knowingSends(name: string, says: string, receive: Receive): Mutant {
  const sends = new Map<string, number[]>()
  const of = (from: string, to: string): number[] => {
    const sizes = sends.get(`${from} ${to}`) ?? []
    sends.set(`${from} ${to}`, sizes)
    return sizes
  }
  return mutant({
    name,
    says,
    stack: (real) => ({
      send: async (request) => {
        const { local, peer } = await ends(real, request.fd)
        const result = await real.send(request)
        if (result.errno === null) of(local, peer).push(result.value)
        return result
      },
      recv: async (request) => {
        const { local, peer } = await ends(real, request.fd)
        return receive(real, request, of(peer, local))
      },
    }),
  })
}

async function ends(real: Stack, fd: Fd): Promise<{ local: string; peer: string }> {
  const [local, peer] = [await real.getsockname({ fd }), await real.getpeername({ fd })]
  return { local: local.value ? addressText(local.value) : '', peer: peer.value ? addressText(peer.value) : '' }
}
