import { type Mutant, mutant } from '../../../claim/mutant.ts'

/** accept() on a blocking listener fails with EAGAIN where it should sleep. */
export const acceptNeverWaits = acceptWith(
  'accept-never-waits',
  'accept() comes back with EAGAIN where it should sleep',
  true,
)

/** accept() on a non-blocking listener sleeps where it should fail with EAGAIN. */
export const acceptAlwaysWaits = acceptWith(
  'accept-always-waits',
  'accept() sleeps although the listener is non-blocking',
  false,
)

/** accept() is called with O_NONBLOCK set, or cleared; afterwards the listener is as it was. */
function acceptWith(name: string, says: string, nonblocking: boolean): Mutant {
  return mutant({
    name,
    says,
    stack: (real) => ({
      accept4: async (request) => {
        const { fd } = request
        const set = (value: boolean) => real.fcntl({ fd, command: 'F_SETFL', flags: value ? ['O_NONBLOCK'] : [] })
        const { value: before } = await real.fcntl({ fd, command: 'F_GETFL' })
        await set(nonblocking)
        const result = await real.accept4(request)
        await set(before?.includes('O_NONBLOCK') ?? false)
        return result
      },
    }),
  })
}
