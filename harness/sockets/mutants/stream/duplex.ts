import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** One direction at a time: send() turns the line round, and what has come and is unread is lost. */
export const sendTurnsTheLine = mutant({
  name: 'send-turns-the-line',
  says: 'sending makes a socket lose what it has received and not read',
  stack: (real) => ({
    send: async (request) => {
      await discardUnread(real, request.fd)
      return real.send(request)
    },
  }),
})

/** The directions share a buffer: recv() gives the last byte that its own end has sent in place of the first received. */
export const directionsMix = mutant({
  name: 'directions-mix',
  says: 'a byte that one end sent turns up among those that it receives',
  stack: (real) => {
    const last = new Map<Fd, number>()
    return {
      send: (request) => {
        const byte = request.bytes.at(-1)
        if (byte !== undefined) last.set(request.fd, byte)
        return real.send(request)
      },
      recv: async (request) => {
        const result = await real.recv(request)
        const own = last.get(request.fd)
        if (own === undefined || result.errno !== null || result.value.length === 0) return result
        return succeeded(result.value.with(0, own))
      },
    }
  },
})

/** shutdown() of one direction ends both. */
export const shutdownEndsBoth = mutant({
  name: 'shutdown-ends-both',
  says: 'shutdown() of one direction ends the other too',
  stack: (real) => ({
    shutdown: (request) => real.shutdown({ ...request, how: 'SHUT_RDWR' }),
  }),
})

async function discardUnread(real: Stack, fd: Fd): Promise<void> {
  await real.recv({ fd, length: 65_536, flags: ['MSG_DONTWAIT'] })
}
