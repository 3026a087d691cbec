import { mutant } from '../../claim/mutant.ts'
import type { TcpInfo } from '../options.ts'
import { failed, succeeded } from '../result.ts'

/** A reset is told to every call, not only to the first. */
export const resetIsToldAgain = mutant({
  name: 'reset-is-told-again',
  says: 'calls after the one that reported ECONNRESET report it again',
  stack: (real) => {
    const reset = new Set<number>()
    const remembering = <Answer extends { errno: string | null }>(fd: number, answer: Answer): Answer => {
      if (answer.errno === 'ECONNRESET') reset.add(fd)
      return answer
    }
    return {
      send: async (request) => {
        if (reset.has(request.fd)) return failed('ECONNRESET')
        return remembering(request.fd, await real.send(request))
      },
      recv: async (request) => {
        if (reset.has(request.fd)) return failed('ECONNRESET')
        return remembering(request.fd, await real.recv(request))
      },
      close: (request) => {
        reset.delete(request.fd)
        return real.close(request)
      },
    }
  },
})

/** The peer’s FIN is taken for the end of both directions: send() fails at once. */
export const finEndsSending = mutant({
  name: 'fin-ends-sending',
  says: 'send() fails as soon as the peer has closed, before any reset',
  stack: (real) => ({
    send: async (request) => {
      const { value } = await real.getsockopt({ fd: request.fd, option: 'TCP_INFO' })
      return (value as TcpInfo | null)?.state === 'CLOSE_WAIT' ? failed('EPIPE') : real.send(request)
    },
  }),
})

/** A send() that fails with EPIPE only says that it succeeded if it would be the second in a row. */
export const brokenPipeIsToldOnce = mutant({
  name: 'broken-pipe-is-told-once',
  says: 'send() fails once and then takes bytes for nobody',
  stack: (real) => {
    const told = new Set<number>()
    return {
      send: async (request) => {
        const result = await real.send(request)
        if (result.errno === null) return result
        if (told.has(request.fd)) return succeeded(request.bytes.length)
        told.add(request.fd)
        return result
      },
    }
  },
})
