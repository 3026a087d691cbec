import { mutant } from '../../../claim/mutant.ts'
import type { Stack } from '../../calls.ts'
import type { TcpInfo } from '../../options.ts'
import { failed, succeeded } from '../../result.ts'

/** A non-blocking connect() waits for the handshake like a blocking one. */
export const connectAlwaysWaits = mutant({
  name: 'connect-always-waits',
  says: 'a non-blocking connect() comes back only when it is decided',
  stack: (real) => ({
    connect: async (request) => {
      const result = await real.connect(request)
      if (result.errno !== 'EINPROGRESS') return result
      await real.poll({ fds: [{ fd: request.fd, events: ['POLLOUT'] }], timeout: 100 })
      const { value: error } = await real.getsockopt({ fd: request.fd, option: 'SO_ERROR' })
      if (typeof error === 'string') return failed(error)
      return (await isConnecting(real, request.fd)) ? result : succeeded(0)
    },
  }),
})

/** poll() tells POLLOUT of a socket whose handshake is not done. */
export const connectingIsWritable = mutant({
  name: 'connecting-is-writable',
  says: 'poll() tells that connect() is done while it is not',
  stack: (real) => ({
    poll: async (request) => {
      const result = await real.poll(request)
      const [first] = request.fds
      if (result.errno !== null || first === undefined || result.value.length > 0) return result
      return (await isConnecting(real, first.fd)) ? succeeded([{ fd: first.fd, revents: ['POLLOUT'] }]) : result
    },
  }),
})

/** SO_ERROR reads as if connect() had succeeded. */
export const soErrorTellsNothing = mutant({
  name: 'so-error-tells-nothing',
  says: 'SO_ERROR is 0 although connect() has failed',
  stack: (real) => ({
    getsockopt: async (request) => {
      const result = await real.getsockopt(request)
      return request.option === 'SO_ERROR' && result.errno === null ? succeeded(null) : result
    },
  }),
})

/** An error that SO_ERROR has told is still there for the next call. */
export const errorComesAgain = mutant({
  name: 'error-comes-again',
  says: 'an error that SO_ERROR has told comes again from the next call',
  stack: (real) => {
    const errors = new Map<number, string>()
    return {
      getsockopt: async (request) => {
        const result = await real.getsockopt(request)
        if (request.option === 'SO_ERROR' && typeof result.value === 'string') errors.set(request.fd, result.value)
        return result
      },
      recv: async (request) => {
        const error = errors.get(request.fd)
        return error === undefined ? real.recv(request) : failed(error)
      },
    }
  },
})

/** connect() on a connected socket fails also where it asks for the first time how it ended. */
export const connectTellsOnlyOnce = mutant({
  name: 'second-connect-is-eisconn',
  says: 'connect() after a non-blocking one that succeeded fails at once with EISCONN',
  stack: (real) => ({
    connect: async (request) => {
      const before = await real.getpeername({ fd: request.fd })
      const result = await real.connect(request)
      return before.errno === null && result.errno === null ? failed('EISCONN') : result
    },
  }),
})

async function isConnecting(real: Stack, fd: number): Promise<boolean> {
  const { value } = await real.getsockopt({ fd, option: 'TCP_INFO' })
  return (value as TcpInfo | null)?.state === 'SYN_SENT'
}
