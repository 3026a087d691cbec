import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { addressText, inet } from '../sockets/address.ts'
import type { Stack } from '../sockets/calls.ts'
import { startClock } from '../sockets/libc/clock.ts'
import { TestSockets, valueIn } from '../sockets/libc/testing/test-sockets.ts'
import { succeeded } from '../sockets/result.ts'
import { SocketSerials } from './socket-serials.ts'
import { lateStack } from './testing/late-stack.ts'
import { Trace } from './trace.ts'
import { traced } from './traced-stack.ts'

test('A stack that answers late tells where the ends of a socket are, too', async () => {
  await using sockets = new TestSockets()
  const { trace, serials, calls } = timeline()
  const ofProcess = serials.ofProcess()
  const late = lateStack(sockets.stack, turn)
  const stack = traced(late, late, 'host', trace, ofProcess)
  const fd = sockets.own(valueIn(await stack.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' })))
  valueIn(await stack.bind({ fd, address: inet('127.0.0.1', 0) }))
  const ends = { local: addressText(sockets.addressOf(fd)), peer: null }
  await expect.poll(() => calls().at(-1)).toMatchObject({ call: 'bind', endpoints: ends })
})

test('Sockets of two processes that have the same number are two sockets', async () => {
  const { trace, serials, calls } = timeline()
  const five = { socket: () => succeeded(5), close: () => succeeded(0) } as unknown as Stack
  const clients = serials.ofProcess()
  const client = traced(five, five, 'client', trace, clients)
  const server = traced(five, five, 'server', trace, serials.ofProcess())
  client.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' })
  server.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' })
  clients.name(5, 'the client’s')
  client.close({ fd: 5 })
  server.close({ fd: 5 })
  const seen = calls().map(({ host, call, socket, label }) => ({ host, call, socket, label }))
  expect(seen).toEqual([
    { host: 'client', call: 'socket', socket: 1, label: 'the client’s' },
    { host: 'server', call: 'socket', socket: 2, label: null },
    { host: 'client', call: 'close', socket: 1, label: 'the client’s' },
    { host: 'server', call: 'close', socket: 2, label: null },
  ])
})

function timeline() {
  const trace = new Trace(startClock(), () => {})
  const serials = new SocketSerials()
  const calls = () => trace.record(serials, 0).events.flatMap((event) => (event.kind === 'call' ? [event] : []))
  return { trace, serials, calls }
}
