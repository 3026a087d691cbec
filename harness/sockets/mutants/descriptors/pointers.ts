import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { failed } from '../../result.ts'

/** SOCK_STREAM, as SO_TYPE tells it. */
const STREAM = 1

/** send() and recv() refuse a null pointer before anything else, also where no byte is to be copied. */
export const pointersAreCheckedFirst = mutant({
  name: 'pointers-are-checked-first',
  says: 'a null pointer is refused even where nothing is to be copied',
  stack: (real) => ({
    send: (request) => (request.nullPointer ? failed('EFAULT') : real.send(request)),
    recv: (request) => (request.nullPointer ? failed('EFAULT') : real.recv(request)),
  }),
})

/** send() reports EFAULT and sends as many zeros all the same. */
export const nullPointerSendsZeros = mutant({
  name: 'null-pointer-sends-zeros',
  says: 'send() with a null pointer fails and sends something all the same',
  stack: (real) => ({
    send: async (request) => {
      const { nullPointer, ...rest } = request
      if (nullPointer) await real.send({ ...rest, bytes: new Uint8Array(request.bytes.length) })
      return real.send(request)
    },
  }),
})

/** recv() of a stream that fails with EFAULT has taken the bytes from the queue. */
export const failedRecvTakesBytes = mutant({
  name: 'failed-recv-takes-bytes',
  says: 'a stream loses the bytes that recv() could not copy',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      if (result.errno === 'EFAULT' && (await isStream(real, request.fd))) {
        await real.recv({ fd: request.fd, length: request.length, flags: ['MSG_DONTWAIT'] })
      }
      return result
    },
  }),
})

/** recv() of a datagram socket that fails with EFAULT leaves the datagram in the queue. */
export const failedRecvKeepsTheDatagram = mutant({
  name: 'failed-recv-keeps-the-datagram',
  says: 'a datagram that recv() could not store is still there',
  stack: (real) => ({
    recv: async (request) => {
      if (!request.nullPointer || (await isStream(real, request.fd))) return real.recv(request)
      return real.recv({ ...request, flags: [...(request.flags ?? []), 'MSG_PEEK'] })
    },
  }),
})

async function isStream(real: Stack, fd: Fd): Promise<boolean> {
  return (await real.getsockopt({ fd, option: 'SO_TYPE' })).value === STREAM
}
