import { mutant } from '../../../claim/mutant.ts'
import type { Fd } from '../../calls.ts'

/** A socket that has sent a request and received the answer closes by itself. */
export const exchangeCloses = mutant({
  name: 'exchange-closes',
  says: 'a socket that has sent and then received closes its connection by itself',
  stack: (real) => {
    const asked = new Set<Fd>()
    return {
      send: (request) => {
        asked.add(request.fd)
        return real.send(request)
      },
      recv: async (request) => {
        const result = await real.recv(request)
        if (result.errno === null && result.value.length > 0 && asked.delete(request.fd)) {
          await real.shutdown({ fd: request.fd, how: 'SHUT_RDWR' })
        }
        return result
      },
    }
  },
})

/** Who reads end-of-file closes the own direction too, as some runtimes do by default. */
export const endOfFileCloses = mutant({
  name: 'end-of-file-closes',
  says: 'the socket that reads end-of-file is closed without a call of close()',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      if (result.errno === null && result.value.length === 0) await real.shutdown({ fd: request.fd, how: 'SHUT_WR' })
      return result
    },
  }),
})
