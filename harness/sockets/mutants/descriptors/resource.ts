import { mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** socket() makes one socket more than it gives, which is closed with the other. */
export const socketCostsTwo = mutant({
  name: 'socket-costs-two',
  says: 'socket() takes two sockets for one',
  stack: (real) => {
    const seconds = new Map<Fd, Fd>()
    return {
      socket: async (request) => {
        const result = await real.socket(request)
        const second = await real.socket(request)
        if (result.errno === null && second.errno === null) seconds.set(result.value, second.value)
        return result
      },
      close: async (request) => {
        const second = seconds.get(request.fd)
        seconds.delete(request.fd)
        if (second !== undefined) await real.close({ fd: second })
        return real.close(request)
      },
    }
  },
})

/** How long the mutant below keeps what was closed, in milliseconds: longer than anybody waits for it. */
const LATE = 4000

/** close() succeeds at once, and lets go of the socket seconds later. */
export const closeComesLate = mutant({
  name: 'close-comes-late',
  says: 'close() does not give back the descriptor',
  stack: (real) => ({
    close: (request) => {
      setTimeout(() => void real.close(request), LATE).unref()
      return succeeded(0)
    },
  }),
})
