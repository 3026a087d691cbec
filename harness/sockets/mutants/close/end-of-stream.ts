import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import type { TcpInfo, TcpState } from '../../options.ts'
import { failed, succeeded } from '../../result.ts'

/** The peer's FIN makes recv() give end-of-file at once, before what is still unread. */
export const endOvertakesData = mutant({
  name: 'end-of-file-overtakes-data',
  says: 'end-of-file is read before the data that came ahead of it',
  stack: (real) => ({
    recv: async (request) =>
      (await stateOf(real, request.fd)) === 'CLOSE_WAIT' ? succeeded(new Uint8Array()) : real.recv(request),
  }),
})

/** End-of-file is told once; a further recv() fails. */
export const endIsToldOnce = mutant({
  name: 'end-of-file-is-told-once',
  says: 'a recv() after end-of-file fails',
  stack: (real) => {
    const told = new Set<Fd>()
    return {
      recv: async (request) => {
        const result = await real.recv(request)
        if (result.errno !== null || result.value.length > 0) return result
        if (told.has(request.fd)) return failed('ENOTCONN')
        told.add(request.fd)
        return result
      },
    }
  },
})

/** A reset throws away what its receiver had not read yet. */
export const resetThrowsBufferAway = mutant({
  name: 'reset-throws-the-buffer-away',
  says: 'data that came before a reset cannot be read after it',
  stack: (real) => ({
    recv: async (request) => {
      if ((await stateOf(real, request.fd)) !== 'CLOSE') return real.recv(request)
      for (;;) {
        const result = await real.recv(request)
        if (result.errno !== null || result.value.length === 0) return result
      }
    },
  }),
})

/** The state of a TCP connection as its stack tells it. */
async function stateOf(real: Stack, fd: Fd): Promise<TcpState | undefined> {
  const { value } = await real.getsockopt({ fd, option: 'TCP_INFO' })
  return (value as TcpInfo | null)?.state
}
