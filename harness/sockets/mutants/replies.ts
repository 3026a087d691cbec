import { mutant } from '../../claim/mutant.ts'
import { rememberAccepted } from './accept/accepted.ts'

/** send() on any connection of a server goes out on the one that was accepted last. */
export const repliesGoToTheLast = mutant({
  name: 'replies-go-to-the-last',
  says: 'every reply of the server goes to the client that came last',
  stack: (real) => {
    const { accepted, accept4 } = rememberAccepted(real)
    return {
      accept4,
      send: (request) => real.send({ ...request, fd: accepted.at(-1) ?? request.fd }),
    }
  },
})
