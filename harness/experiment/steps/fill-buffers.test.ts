import { expect, test } from 'vitest'
import { lan } from '../../lab/plan.ts'
import { scenario } from '../experiment.ts'
import { runForTest } from '../testing/run-for-test.ts'
import { fillBuffers, MORE_THAN_FITS, SMALL_BUFFERS } from './fill-buffers.ts'
import { fullQueue } from './full-queue.ts'
import { pair } from './pair.ts'

test('Buffers are full when send() takes no more', async () => {
  const { runs } = await runForTest({
    experiment: scenario(lan(['client', 'server']), async (hosts, tools) => {
      const ends = await pair(hosts, tools.port(), { set: SMALL_BUFFERS })
      const taken = await fillBuffers(ends.client, tools)
      return { fits: taken < MORE_THAN_FITS, unread: (await ends.server.control('FIONREAD')) > 0 }
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual({ fits: true, unread: true })
})

test('Nobody answers at a full queue', async () => {
  const { runs } = await runForTest({
    experiment: scenario(lan(['client', 'server']), async (hosts, tools) => {
      const address = await fullQueue(hosts, tools)
      const socket = await hosts.client.tcp({ nonblocking: true })
      const { errno } = await socket.tryConnect(address)
      return { errno, state: await hosts.client.tcpState(socket) }
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual({ errno: 'EINPROGRESS', state: 'SYN_SENT' })
})
