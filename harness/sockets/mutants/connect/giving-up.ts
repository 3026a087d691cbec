import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import type { TcpInfo } from '../../options.ts'
import { succeeded } from '../../result.ts'

/** close() of a socket that is still connecting lets it go on: only the descriptor seems gone. */
export const closeLetsItConnect = mutant({
  name: 'close-lets-it-connect',
  says: 'close() does not end an attempt to connect that is under way',
  stack: (real) => ({
    close: async (request) => {
      if (await isConnecting(real, request.fd)) {
        const { value: copy } = await real.dup(request)
        if (copy !== null) void closeOnceDone(real, copy)
      }
      return real.close(request)
    },
  }),
})

/** Milliseconds within which an answer comes that is on its way. */
const LONG_ENOUGH = 1000

async function closeOnceDone(real: Stack, fd: Fd): Promise<void> {
  await real.poll({ fds: [{ fd, events: ['POLLOUT'] }], timeout: LONG_ENOUGH })
  await real.close({ fd })
}

/** shutdown() of a socket that is still connecting lets it go on. */
export const shutdownLetsItConnect = mutant({
  name: 'shutdown-lets-it-connect',
  says: 'shutdown() does not end an attempt to connect that is under way',
  stack: (real) => ({
    shutdown: async (request) => ((await isConnecting(real, request.fd)) ? succeeded(0) : real.shutdown(request)),
  }),
})

/** A blocking connect() that shutdown() has ended says that it is connected. */
export const endedConnectSucceeds = mutant({
  name: 'ended-connect-succeeds',
  says: 'connect() reports success although shutdown() has ended it',
  stack: (real) => ({
    connect: async (request) => {
      const result = await real.connect(request)
      return result.errno === 'ECONNRESET' ? succeeded(0) : result
    },
  }),
})

async function isConnecting(real: Stack, fd: Fd): Promise<boolean> {
  const { value } = await real.getsockopt({ fd, option: 'TCP_INFO' })
  return (value as TcpInfo | null)?.state === 'SYN_SENT'
}
