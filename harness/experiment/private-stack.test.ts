import { expect, test } from 'vitest'
import { loopback } from '../lab/plan.ts'
import type { Request } from '../sockets/calls.ts'
import { scenario } from './experiment.ts'
import { runForTest } from './testing/run-for-test.ts'

test('Programs that the harness starts inherit no accepted socket, unless an experiment asks for one as it is made', async () => {
  const { runs } = await runForTest({
    experiment: scenario(loopback(['host']), async ({ host }, { port }) => {
      const at = port()
      const { fd } = await host.listener(at)
      const flagsAfter = async (how: Partial<Request<'accept4'>>) => {
        await host.connect(host.at(at))
        const { value } = await host.stack.accept4({ fd, ...how })
        const accepted = host.adopt(value?.fd ?? -1)
        const { value: flags } = await host.stack.fcntl({ fd: accepted.fd, command: 'F_GETFD' })
        return [...(flags ?? [])]
      }
      return { asUsual: await flagsAfter({}), inheritable: await flagsAfter({ inheritable: true }) }
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual({ asUsual: ['FD_CLOEXEC'], inheritable: [] })
})
