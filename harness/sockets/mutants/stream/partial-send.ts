import { mutant } from '../../../claim/mutant.ts'
import type { Fd, MessageFlag, Stack } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** A blocking send() takes what fits and comes back. */
export const sendNeverWaits = mutant({
  name: 'send-never-waits',
  says: 'a blocking send() comes back before it has taken everything',
  stack: (real) => ({ send: (request) => real.send({ ...request, flags: withoutWaiting(request.flags) }) }),
})

/** A non-blocking send() tells that it took everything, also where it took a part. */
export const partialSendTellsAll = mutant({
  name: 'partial-send-tells-all',
  says: 'a send() that took a part of the bytes tells that it took all',
  stack: (real) => ({
    send: async (request) => {
      const result = await real.send(request)
      return result.errno === null ? succeeded(request.bytes.length) : result
    },
  }),
})

/** A non-blocking send() takes all or nothing, as one of a datagram does. */
export const sendTakesAllOrNothing = mutant({
  name: 'send-takes-all-or-nothing',
  says: 'a non-blocking send() of more than fits takes nothing',
  stack: (real) => ({
    send: async (request) =>
      (await isNonblocking(real, request.fd)) && request.bytes.length > 65_536 ? failed('EAGAIN') : real.send(request),
  }),
})

function withoutWaiting(flags: readonly MessageFlag[] = []): readonly MessageFlag[] {
  return [...flags, 'MSG_DONTWAIT']
}

async function isNonblocking(real: Stack, fd: Fd): Promise<boolean> {
  const { value } = await real.fcntl({ fd, command: 'F_GETFL' })
  return value?.includes('O_NONBLOCK') ?? false
}
