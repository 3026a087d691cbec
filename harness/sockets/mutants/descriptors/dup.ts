import { mutant } from '../../../claim/mutant.ts'

/** close() ends the connection at once, whoever else has a descriptor of it or waits on it. */
export const closeEndsForAll = mutant({
  name: 'close-ends-for-all',
  says: 'close() ends the connection at once, although another descriptor or a waiting call still holds the socket',
  stack: (real) => ({
    close: async (request) => {
      await real.shutdown({ fd: request.fd, how: 'SHUT_RDWR' })
      return real.close(request)
    },
  }),
})

/** dup() gives a new socket that is connected to nothing. */
export const dupMakesASocket = mutant({
  name: 'dup-makes-a-socket',
  says: 'dup() gives another socket instead of another descriptor for the same one',
  stack: (real) => ({ dup: () => real.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' }) }),
})
