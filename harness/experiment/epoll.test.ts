import { expect, test } from 'vitest'
import { loopback } from '../lab/plan.ts'
import { SOCKET_KINDS } from '../sockets/kinds.ts'
import { Epoll } from './epoll.ts'
import { scenario } from './experiment.ts'
import { senderAndReceiver } from './steps/sender-and-receiver.ts'
import { runForTest } from './testing/run-for-test.ts'

test('An epoll tells of the sockets that it watches when something has come for them', async () => {
  const { runs } = await runForTest({
    experiment: scenario(loopback(['client', 'server']), async ({ client, server }, tools) => {
      const epoll = await Epoll.open(server)
      const told = []
      for (const kind of [SOCKET_KINDS['TCP over IPv4'], SOCKET_KINDS['UDP over IPv4']]) {
        const { sender, receiver } = await senderAndReceiver(client, server, { kind, port: tools.port() })
        await epoll.add(receiver, ['EPOLLIN'])
        const before = (await epoll.wait()).length
        await sender.send('x')
        const ready = await epoll.wait(1_000)
        told.push([before, ready.map(({ fd, events }) => [fd === receiver.fd, [...events]])])
        await receiver.recv(1)
      }
      return told
    }),
    judge: () => [],
  })
  expect(runs[0]?.observation).toEqual([
    [0, [[true, ['EPOLLIN']]]],
    [0, [[true, ['EPOLLIN']]]],
  ])
})
