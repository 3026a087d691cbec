import { expect, test } from 'vitest'
import { loopback } from '../../lab/plan.ts'
import { scenario } from '../experiment.ts'
import { runForTest } from '../testing/run-for-test.ts'
import { asleepOrBack } from './asleep.ts'
import { connected } from './connected.ts'

test('A blocking recv() is told asleep while nothing is there, and back when it has something', async () => {
  const { runs } = await runForTest({
    experiment: scenario(loopback(['client', 'server']), async ({ client, server }, tools) => {
      const address = server.at(tools.port())
      const ends = await connected(client, address, await server.listener(address.port))
      const waiting = ends.server.tryRecv(1)
      const before = await asleepOrBack(tools, 'recvfrom', ends.server, waiting)
      await ends.client.send('x')
      await waiting
      const after = await asleepOrBack(tools, 'recvfrom', ends.server, waiting)
      return { before, after }
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual({ before: 'asleep', after: 'back' })
})
