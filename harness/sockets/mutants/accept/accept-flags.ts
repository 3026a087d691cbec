import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { Fd, Request, SocketFlag, Stack } from '../../calls.ts'

/** accept4() pays no attention to one of its flags. */
export function acceptIgnores(flag: SocketFlag): Mutant {
  return mutant({
    name: `accept4-ignores-${flag.toLowerCase().replaceAll('_', '-')}`,
    says: `accept4() pays no attention to ${flag}`,
    stack: (real) => ({
      accept4: (request) => real.accept4({ ...request, flags: request.flags?.filter((one) => one !== flag) ?? [] }),
    }),
  })
}

/** What accept() gives is non-blocking if the listener is, as on BSD. */
export const acceptInheritsNonblock = mutant({
  name: 'accept-inherits-o-nonblock',
  says: 'what accept() gives has O_NONBLOCK if the listener has it',
  stack: (real) => ({
    accept4: async (request) => real.accept4(withFlag(request, 'SOCK_NONBLOCK', await isNonblocking(real, request.fd))),
  }),
})

/** What accept() gives is closed on execve() always. */
export const acceptAlwaysClosesOnExec = mutant({
  name: 'accept-always-closes-on-exec',
  says: 'what accept() gives has FD_CLOEXEC without being asked',
  stack: (real) => ({ accept4: (request) => real.accept4(withFlag(request, 'SOCK_CLOEXEC', true)) }),
})

async function isNonblocking(real: Stack, fd: Fd): Promise<boolean> {
  return (await real.fcntl({ fd, command: 'F_GETFL' })).value?.includes('O_NONBLOCK') ?? false
}

function withFlag(request: Request<'accept4'>, flag: SocketFlag, isWanted: boolean): Request<'accept4'> {
  return isWanted ? { ...request, flags: [...(request.flags ?? []), flag] } : request
}
