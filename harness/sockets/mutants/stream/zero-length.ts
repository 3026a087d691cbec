import { mutant } from '../../../claim/mutant.ts'
import { failed, succeeded } from '../../result.ts'

/** A send() of nothing ends the stream, as if it were shutdown(). */
export const emptySendEndsTheStream = mutant({
  name: 'empty-send-ends-the-stream',
  says: 'a zero-length send() is read as end-of-file',
  stack: (real) => ({
    send: async (request) => {
      if (request.bytes.length > 0) return real.send(request)
      await real.shutdown({ fd: request.fd, how: 'SHUT_WR' })
      return succeeded(0)
    },
  }),
})

/** A send() of nothing leaves as a byte of its own, as if a message needed one. */
export const emptySendSendsAByte = mutant({
  name: 'empty-send-sends-a-byte',
  says: 'a zero-length send() puts something into the stream',
  stack: (real) => ({
    send: async (request) => {
      if (request.bytes.length > 0) return real.send(request)
      await real.send({ ...request, bytes: Uint8Array.of(0) })
      return succeeded(0)
    },
  }),
})

/** A send() of nothing is refused. */
export const emptySendIsRefused = mutant({
  name: 'empty-send-is-refused',
  says: 'a zero-length send() fails',
  stack: (real) => ({
    send: (request) => (request.bytes.length > 0 ? real.send(request) : failed('EINVAL')),
  }),
})
