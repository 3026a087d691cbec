import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** recvmsg() keeps what it had no room for, and gives it as the next message. */
export const restIsTheNextMessage = mutant({
  name: 'rest-is-the-next-message',
  says: 'the part of a datagram for which there is no room comes with the next call',
  stack: (real) => {
    const rests = new Map<Fd, Uint8Array>()
    return {
      recvmsg: async (request) => {
        const rest = rests.get(request.fd)
        rests.delete(request.fd)
        const result =
          rest === undefined
            ? await real.recvmsg({ ...request, length: 65_536 })
            : succeeded({ bytes: rest, length: rest.length, from: null, flags: [], control: [] })
        if (result.errno !== null || result.value.length <= request.length) return result
        rests.set(request.fd, result.value.bytes.subarray(request.length))
        return succeeded({ ...result.value, bytes: result.value.bytes.subarray(0, request.length) })
      },
    }
  },
})

/** recvmsg() gives two datagrams that wait as one, as it would two pieces of a stream. */
export const recvmsgJoinsDatagrams = mutant({
  name: 'recvmsg-joins-datagrams',
  says: 'two datagrams come out of one recvmsg()',
  stack: (real) => ({
    recvmsg: async (request) => {
      const first = await real.recvmsg(request)
      if (first.errno !== null || first.value.length >= request.length) return first
      const length = request.length - first.value.length
      const second = await real.recvmsg({ ...request, length, flags: ['MSG_DONTWAIT'] })
      if (second.errno !== null) return first
      const bytes = Buffer.concat([first.value.bytes, second.value.bytes])
      return succeeded({ ...first.value, bytes, length: bytes.length })
    },
  }),
})

/** recvmsg() does not tell that a datagram had more. */
export const truncationUntold = mutant({
  name: 'truncation-untold',
  says: 'nothing tells that a datagram was cut off',
  stack: (real) => ({
    recvmsg: async (request) => {
      const result = await real.recvmsg(request)
      return result.errno === null ? succeeded({ ...result.value, flags: [] }) : result
    },
  }),
})

/** sendto() with nothing to send sends nothing. */
export const emptyDatagramUnsent = mutant({
  name: 'empty-datagram-unsent',
  says: 'a datagram without data is not sent',
  stack: (real) => ({
    sendto: (request) => (request.bytes.length === 0 ? succeeded(0) : real.sendto(request)),
  }),
})

/** sendto() cuts off what is too large for a datagram, and says that it sent all. */
export const sendtoCutsOff = mutant({
  name: 'sendto-cuts-off',
  says: 'what is too large for a datagram is sent without its end',
  stack: (real) => ({
    sendto: async (request) => {
      const result = await real.sendto(request)
      if (result.errno !== 'EMSGSIZE') return result
      await real.sendto({ ...request, bytes: request.bytes.subarray(0, 60_000) })
      return succeeded(request.bytes.length)
    },
  }),
})

/** sendto() refuses a datagram of this size or more although it would fit. */
export function datagramsSmallerThan(size: number): Mutant {
  return mutant({
    name: `datagrams-smaller-than-${size}`,
    says: `a datagram of ${size} bytes is refused`,
    stack: (real) => ({
      sendto: (request) => (request.bytes.length >= size ? failed('EMSGSIZE') : real.sendto(request)),
    }),
  })
}
