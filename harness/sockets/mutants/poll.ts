import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { PollEvent, Stack } from '../calls.ts'
import { withValue } from '../must.ts'

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
