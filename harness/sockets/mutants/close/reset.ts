import { mutant } from '../../../claim/mutant.ts'
import { failed, succeeded } from '../../result.ts'

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

/** send() fails only once; a further one says that it succeeded. */
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
