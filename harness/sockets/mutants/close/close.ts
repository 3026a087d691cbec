import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { succeeded } from '../../result.ts'

/** close() throws away what is unread before it closes, so that nothing is unread when the kernel looks. */
export const closeForgetsUnread = mutant({
  name: 'close-forgets-unread-data',
  says: 'close() with unread data ends the connection like any other, with FIN',
  stack: (real) => ({
    close: async (request) => {
      await discardUnread(real, request.fd)
      return real.close(request)
    },
  }),
})

/** close() resets every connection, whether or not something is unread. */
export const closeAlwaysResets = mutant({
  name: 'close-always-resets',
  says: 'close() resets the connection although everything was read',
  stack: (real) => ({
    close: async (request) => {
      await real.setsockopt({ fd: request.fd, option: 'SO_LINGER', value: { onoff: true, linger: 0 } })
      return real.close(request)
    },
  }),
})

/** recv() on a connection that was reset gives end-of-file, as if the peer had closed in order. */
export const resetReadsAsEnd = mutant({
  name: 'reset-reads-as-end-of-file',
  says: 'recv() gives end-of-file after a reset',
  stack: (real) => ({
    recv: async (request) => {
      const result = await real.recv(request)
      return result.errno === 'ECONNRESET' ? succeeded(new Uint8Array()) : result
    },
  }),
})

async function discardUnread(stack: Stack, fd: Fd): Promise<void> {
  for (;;) {
    const { value } = await stack.recv({ fd, length: 65_536, flags: ['MSG_DONTWAIT'] })
    if (value === null || value.length === 0) return
  }
}
