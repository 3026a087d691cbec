import { expect, test } from 'vitest'
import { loopback } from '../../lab/plan.ts'
import { scenario } from '../experiment.ts'
import { runForTest } from '../testing/run-for-test.ts'
import { connected } from './connected.ts'
import { operate, operationText } from './stream-operations.ts'

test('Operations on a connection never wait, and tell whether the socket is still open', async () => {
  const { runs } = await runForTest({
    experiment: scenario(loopback(['client', 'server']), async ({ client, server }, tools) => {
      const address = server.at(tools.port())
      const ends = await connected(client, address, await server.listener(address.port))
      return [
        await operate(ends.client, { op: 'recv', by: 'client', bytes: 1 }),
        await operate(ends.client, { op: 'send', by: 'client', bytes: 1_000_000 }),
        await operate(ends.client, { op: 'stop', by: 'client' }),
        await operate(ends.client, { op: 'end', by: 'client' }),
        await operate(ends.client, { op: 'close', by: 'client' }),
        await operate(ends.server, { op: 'reset', by: 'server' }),
      ]
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual([true, true, true, true, false, false])
})

test('An operation in words names the end, the act and the bytes', () => {
  expect(operationText({ op: 'send', by: 'client', bytes: 5 })).toBe('client: send 5')
  expect(operationText({ op: 'end', by: 'server' })).toBe('server: end')
})
