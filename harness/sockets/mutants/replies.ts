import { mutant } from '../../claim/mutant.ts'
import type { Fd } from '../calls.ts'

/** send() on any connection of a server goes out on the one that was accepted last. */
export const repliesGoToTheLast = mutant({
  name: 'replies-go-to-the-last',
  says: 'every reply of the server goes to the client that came last',
  stack: (real) => {
    let last: Fd | undefined
    return {
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno === null) last = result.value.fd
        return result
      },
      send: (request) => real.send({ ...request, fd: last ?? request.fd }),
    }
  },
})
