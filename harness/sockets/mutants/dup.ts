import { mutant } from '../../claim/mutant.ts'

/** close() of one descriptor ends the connection, whoever else has one. */
export const closeEndsForAll = mutant({
  name: 'close-ends-for-all',
  says: 'closing one of two descriptors ends the connection',
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
