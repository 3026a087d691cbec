import { expect, test } from 'vitest'
import type { TcpInfo } from '../options.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'

const infoOf = (sockets: TestSockets, fd: number): TcpInfo =>
  valueIn(sockets.stack.getsockopt({ fd, option: 'TCP_INFO' })) as TcpInfo

test('the state walks from CLOSE to LISTEN on one side, to ESTABLISHED and CLOSE_WAIT on the other', async () => {
  await using sockets = new TestSockets()
  const state = (fd: number) => infoOf(sockets, fd).state
  const listener = sockets.bound()
  expect(state(listener)).toBe('CLOSE')
  valueIn(sockets.stack.listen({ fd: listener, backlog: 1 }))
  expect(state(listener)).toBe('LISTEN')
  const client = sockets.socket()
  expect(state(client)).toBe('CLOSE')
  valueIn(await sockets.stack.connect({ fd: client, address: sockets.addressOf(listener) }))
  expect(state(client)).toBe('ESTABLISHED')
  const server = await sockets.accept(listener)
  sockets.stack.shutdown({ fd: server, how: 'SHUT_WR' })
  await until('the FIN arrived', () => state(client) === 'CLOSE_WAIT')
  await until('the FIN was acknowledged', () => state(server) === 'FIN_WAIT2')
})

test('a client that the queue has no room for stays in SYN_SENT; of a listener, unacked counts and sacked bounds it', async () => {
  await using sockets = new TestSockets()
  const listener = sockets.listener({ backlog: 1 })
  const address = sockets.addressOf(listener)
  const clients = [0, 1, 2].map(() => sockets.nonblocking())
  for (const fd of clients) {
    expect((await sockets.stack.connect({ fd, address })).errno).toBe('EINPROGRESS')
  }
  const states = () => clients.map((fd) => infoOf(sockets, fd).state)
  await until('two are in', () => infoOf(sockets, listener).unacked === 2)
  expect(states()).toEqual(['ESTABLISHED', 'ESTABLISHED', 'SYN_SENT'])
  expect(infoOf(sockets, listener)).toMatchObject({ state: 'LISTEN', unacked: 2, sacked: 1 })
})

test('it counts the bytes that were acknowledged and received', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  valueIn(await sockets.stack.send({ fd: client, bytes: new Uint8Array(1000) }))
  await until('it was acknowledged', () => infoOf(sockets, client).bytesAcked >= 1000)
  const info = infoOf(sockets, client)
  // The SYN takes a sequence number, and so counts as one.
  expect(info.bytesAcked).toBe(1001)
  expect(infoOf(sockets, server).bytesReceived).toBe(1000)
  expect(info).toMatchObject({
    retransmits: 0,
    probes: 0,
    backoff: 0,
    unacked: 0,
    lost: 0,
    totalRetrans: 0,
    notsentBytes: 0,
  })
  expect(info.sndMss).toBeGreaterThan(536)
  expect(info.sndCwnd).toBeGreaterThan(0)
  expect(info.rtoMicroseconds).toBeGreaterThanOrEqual(200_000)
  expect(info.segsOut).toBeGreaterThanOrEqual(3)
})

test('a socket that is not TCP has none', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket({ type: 'SOCK_DGRAM' })
  expect(sockets.stack.getsockopt({ fd, option: 'TCP_INFO' }).errno).toBe('EOPNOTSUPP')
})
