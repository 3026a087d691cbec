import { mutant } from '../../../claim/mutant.ts'
import { failed, type Result, succeeded } from '../../result.ts'

/** A blocking recv() does not wait. */
export const recvNeverWaits = mutant({
  name: 'recv-never-waits',
  says: 'a blocking recv() comes back although there is nothing for it',
  stack: (real) => ({
    recv: (request) => real.recv({ ...request, flags: [...(request.flags ?? []), 'MSG_DONTWAIT'] }),
  }),
})

/** A blocking recv() asks again and again instead of sleeping: the first one that has to wait. */
export const recvSpins = mutant({
  name: 'recv-spins',
  says: 'a blocking recv() keeps the processor busy until something is there',
  stack: (real) => {
    let hasSpun = false
    return {
      recv: async (request) => {
        if (hasSpun || request.flags?.includes('MSG_DONTWAIT')) return real.recv(request)
        for (;;) {
          const result = await real.recv({ ...request, flags: [...(request.flags ?? []), 'MSG_DONTWAIT'] })
          if (result.errno !== 'EAGAIN') return result
          hasSpun = true
          await new Promise(setImmediate)
        }
      },
    }
  },
})

/** A blocking recv() sleeps on where the stream has ended. */
export const recvSleepsAtTheEnd = mutant({
  name: 'recv-sleeps-at-the-end',
  says: 'end-of-file does not wake a recv() that waits',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      const isEnd = result.errno === null && result.value.length === 0
      return isEnd && !request.flags?.includes('MSG_DONTWAIT') ? forEver() : result
    },
  }),
})

/** A blocking recv() sleeps on when the connection was reset. */
export const recvSleepsThroughAReset = mutant({
  name: 'recv-sleeps-through-a-reset',
  says: 'an error of the connection does not wake a recv() that waits',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      return result.errno === 'ECONNRESET' ? forEver() : result
    },
  }),
})

/** Nothing there is read as end-of-file. */
export const nothingReadsAsEnd = mutant({
  name: 'nothing-reads-as-end-of-file',
  says: 'a non-blocking recv() that finds nothing gives 0 bytes',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      return result.errno === 'EAGAIN' ? succeeded(new Uint8Array()) : result
    },
  }),
})

/** A non-blocking recv() that finds nothing reports that the connection is lost when something has been read before. */
export const nothingMoreIsAnError = mutant({
  name: 'nothing-more-is-an-error',
  says: 'a non-blocking recv() that finds nothing more reports an error of the connection',
  stack: (real) => {
    const read = new Set<number>()
    return {
      recv: async (request) => {
        const result = await real.recv(request)
        if (result.errno === null) read.add(request.fd)
        return result.errno === 'EAGAIN' && read.has(request.fd) ? failed('ENOTCONN') : result
      },
    }
  },
})

function forEver<Value>(): Promise<Result<Value>> {
  return new Promise(() => {})
}
