import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { failed, succeeded } from '../../result.ts'

/** poll() does not tell POLLIN where the stream has ended. */
export const endIsNotReadable = mutant({
  name: 'end-is-not-readable',
  says: 'poll() does not tell that recv() would give end-of-file at once',
  stack: (real) => ({
    poll: async (request) => {
      const result = await real.poll(request)
      if (result.errno !== null) return result
      const told = []
      for (const { fd, revents } of result.value) {
        const { value } = await real.recv({ fd, length: 1, flags: ['MSG_PEEK', 'MSG_DONTWAIT'] })
        const left = value?.length === 0 ? revents.filter((event) => event !== 'POLLIN') : revents
        if (left.length > 0) told.push({ fd, revents: left })
      }
      return succeeded(told)
    },
  }),
})

/** send() takes something only where poll() tells POLLOUT. */
export const sendWaitsForPollout = mutant({
  name: 'send-waits-for-pollout',
  says: 'send() takes nothing where poll() does not tell POLLOUT',
  stack: (real) => ({
    send: async (request) => {
      const { value } = await real.poll({ fds: [{ fd: request.fd, events: ['POLLOUT'] }], timeout: 0 })
      return value?.length === 0 && request.flags?.includes('MSG_DONTWAIT') ? failed('EAGAIN') : real.send(request)
    },
  }),
})

/** poll() checks checksums of datagrams also where the socket is a non-blocking one. */
export const pollAlwaysChecks = mutant({
  name: 'poll-always-checks',
  says: 'poll() never tells of a datagram that recv() will throw away for its checksum',
  stack: (real) => ({ poll: (request) => pollingAs(real, false, request) }),
})

/** poll() leaves the checksums of datagrams to recv() also where that would block. */
export const pollNeverChecks = mutant({
  name: 'poll-never-checks',
  says: 'poll() tells of a datagram that a blocking recv() will throw away for its checksum, and then sleep',
  stack: (real) => ({ poll: (request) => pollingAs(real, true, request) }),
})

/** Polls with all the sockets made non-blocking or blocking for the moment. */
async function pollingAs(real: Stack, nonblocking: boolean, request: Parameters<Stack['poll']>[0]) {
  const before = new Map<Fd, boolean>()
  for (const { fd } of request.fds) {
    const { value } = await real.fcntl({ fd, command: 'F_GETFL' })
    before.set(fd, value?.includes('O_NONBLOCK') ?? false)
    await setNonblocking(real, fd, nonblocking)
  }
  const result = await real.poll(request)
  for (const [fd, was] of before) await setNonblocking(real, fd, was)
  return result
}

async function setNonblocking(real: Stack, fd: Fd, nonblocking: boolean): Promise<void> {
  await real.fcntl({ fd, command: 'F_SETFL', flags: nonblocking ? ['O_NONBLOCK'] : [] })
}
