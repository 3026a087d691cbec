import { mutant } from '../../../claim/mutant.ts'
import { actingAsUser } from '../../../lab/credentials.ts'

/** SO_REUSEADDR is a full share of the port, as SO_REUSEPORT is. */
export const reuseaddrActsAsReuseport = mutant({
  name: 'reuseaddr-acts-as-reuseport',
  says: 'SO_REUSEADDR does what SO_REUSEPORT should do',
  stack: (real) => ({
    setsockopt: (request) =>
      real.setsockopt(request.option === 'SO_REUSEADDR' ? { ...request, option: 'SO_REUSEPORT' } : request),
  }),
})

/** Sockets belong to root, whoever makes them: there is no telling users apart. */
export const usersAreAlike = mutant({
  name: 'users-are-alike',
  says: 'a port can be shared with another user’s socket',
  stack: (real) => ({ socket: (request) => actingAsUser(0, () => real.socket(request)) }),
})
