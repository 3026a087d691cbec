import { mutant } from '../../../claim/mutant.ts'
import type { Fd, Stack } from '../../calls.ts'
import { withValue } from '../../must.ts'
import { succeeded } from '../../result.ts'

/** poll() tells POLLIN of a listener once for each time that it had nobody waiting, however many come. */
export const listenerTellsOnce = mutant({
  name: 'listener-tells-once',
  says: 'poll() tells of the first client that waits and not of the second',
  stack: (real) => {
    const told = new Set<Fd>()
    return {
      poll: async (request) => {
        const result = await real.poll(request)
        if (result.errno !== null) return result
        for (const { fd } of request.fds) if (!result.value.some((one) => one.fd === fd)) told.delete(fd)
        const news = result.value.filter(({ fd }) => !told.has(fd))
        for (const { fd } of news) told.add(fd)
        return succeeded(news)
      },
    }
  },
})

/** A listener polls readable for the rest of its life once a client has come. */
export const listenerStaysReadable = mutant({
  name: 'listener-stays-readable',
  says: 'poll() tells POLLIN of a listener whose clients have all been accepted',
  stack: (real) => {
    const accepted = new Set<Fd>()
    return {
      accept4: async (request) => {
        const result = await real.accept4(request)
        if (result.errno === null) accepted.add(request.fd)
        return result
      },
      poll: (request) =>
        withValue(real.poll(request), (ready) =>
          request.fds
            .map(({ fd, events }) => {
              const revents = ready.find((one) => one.fd === fd)?.revents ?? []
              const stays = accepted.has(fd) && events.includes('POLLIN')
              return { fd, revents: stays ? [...new Set([...revents, 'POLLIN' as const])] : revents }
            })
            .filter(({ revents }) => revents.length > 0),
        ),
    }
  },
})

/** A client that resets while it waits is taken out of the accept queue. */
export const resetLeavesTheQueue = mutant({
  name: 'reset-leaves-the-queue',
  says: 'a client that has reset while it waited is not accepted any more',
  stack: (real) => ({
    accept4: async (request) => {
      for (;;) {
        const result = await real.accept4(request)
        if (result.errno !== null || (await isConnected(real, result.value.fd))) return result
        await real.close({ fd: result.value.fd })
      }
    },
  }),
})

async function isConnected(real: Stack, fd: Fd): Promise<boolean> {
  return (await real.getpeername({ fd })).errno === null
}
