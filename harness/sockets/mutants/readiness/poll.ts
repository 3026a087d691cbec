import { type Mutant, mutant } from '../../../claim/mutant.ts'
import type { PollEvent, Stack } from '../../calls.ts'
import { withValue } from '../../must.ts'

/** poll() tells an event of every descriptor that is asked for it. */
export function pollAlwaysTells(event: PollEvent): Mutant {
  return mutant({
    name: `poll-always-tells-${event.toLowerCase()}`,
    says: `poll() tells ${event} although it is not so`,
    stack: (real) => telling(real, (told, asked) => (asked.includes(event) ? [...told, event] : told)),
  })
}

/** poll() never tells an event. */
export function pollNeverTells(event: PollEvent): Mutant {
  return mutant({
    name: `poll-never-tells-${event.toLowerCase()}`,
    says: `poll() does not tell ${event} when it is so`,
    stack: (real) => telling(real, (told) => told.filter((one) => one !== event)),
  })
}

/** The peer’s FIN looks like a connection that is over in both directions. */
export const finIsHangUp = mutant({
  name: 'fin-is-hang-up',
  says: 'poll() tells POLLHUP when only the peer has ended its direction',
  stack: (real) => telling(real, (told) => (told.includes('POLLRDHUP') ? [...told, 'POLLHUP'] : told)),
})

/** POLLRDHUP is told to everybody, as POLLHUP and POLLERR are. */
export const rdhupIsAlwaysTold = mutant({
  name: 'pollrdhup-is-always-told',
  says: 'poll() tells POLLRDHUP where nobody asked for it',
  stack: (real) => ({
    poll: ({ fds, timeout }) =>
      real.poll({ fds: fds.map(({ fd, events }) => ({ fd, events: [...events, 'POLLRDHUP'] })), timeout }),
  }),
})

/** poll() tells of a descriptor only when all those before it in the list are ready too. */
export const pollTellsInTurn = mutant({
  name: 'poll-tells-in-turn',
  says: 'poll() does not tell of a socket while one before it in the list is idle',
  stack: (real) => ({
    poll: (request) =>
      withValue(real.poll(request), (ready) => {
        const firstIdle = request.fds.findIndex(({ fd }) => !ready.some((one) => one.fd === fd))
        const told = request.fds.slice(0, firstIdle < 0 ? undefined : firstIdle).map(({ fd }) => fd)
        return ready.filter(({ fd }) => told.includes(fd))
      }),
  }),
})

/**
 * A stack whose poll() tells other events than there are.
 *
 * @param change the events that it tells of a descriptor, of those that are so and those asked for
 */
function telling(
  real: Stack,
  change: (told: readonly PollEvent[], asked: readonly PollEvent[]) => readonly PollEvent[],
): Pick<Stack, 'poll'> {
  return {
    poll: (request) =>
      withValue(real.poll(request), (ready) =>
        request.fds
          .map(({ fd, events }) => {
            const told = ready.find((one) => one.fd === fd)?.revents ?? []
            return { fd, revents: [...new Set(change(told, events))] }
          })
          .filter(({ revents }) => revents.length > 0),
      ),
  }
}
