import { describe, expect, test } from 'vitest'
import { blockedIn } from './testing/blocked.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { waitingThreads } from './waiting-threads.ts'

const X = new Uint8Array([120])

describe('a call on a blocking socket sleeps in the kernel, on another thread', () => {
  test('accept4() until a client is there', async () => {
    await using sockets = new TestSockets()
    const { stack } = sockets
    const listener = sockets.listener()
    const accepting = stack.accept4({ fd: listener })
    await blockedIn('accept4', listener)
    expect([stack.inFlight(listener), stack.inFlight()]).toEqual([1, 1])
    const client = sockets.nonblocking()
    stack.connect({ fd: client, address: sockets.addressOf(listener) })
    sockets.own(valueIn(await accepting).fd)
    expect([stack.inFlight(listener), stack.inFlight()]).toEqual([0, 0])
  })

  test('connect() until the queue has room', async () => {
    await using sockets = new TestSockets()
    const { stack } = sockets
    const listener = sockets.listener({ backlog: 0 })
    const address = sockets.addressOf(listener)
    valueIn(await stack.connect({ fd: sockets.socket(), address }))
    const client = sockets.socket()
    const connecting = stack.connect({ fd: client, address })
    await blockedIn('connect', client)
    await sockets.accept(listener)
    expect(await connecting).toEqual({ value: 0, errno: null })
  })

  test('recv() and recvfrom() until something comes', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    for (const name of ['recv', 'recvfrom'] as const) {
      const receiving = sockets.stack[name]({ fd: server, length: 1 })
      await blockedIn('recvfrom', server)
      valueIn(await sockets.stack.send({ fd: client, bytes: X }))
      expect((await receiving).errno).toBeNull()
    }
  })

  test('recvmsg() on a datagram socket', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.bound({ type: 'SOCK_DGRAM' })
    const receiving = sockets.stack.recvmsg({ fd, length: 9 })
    await blockedIn('recvmsg', fd)
    const sender = sockets.nonblocking({ type: 'SOCK_DGRAM' })
    valueIn(await sockets.stack.sendmsg({ fd: sender, parts: [X], to: sockets.addressOf(fd) }))
    expect(valueIn(await receiving).bytes).toEqual(X)
  })

  test('send() until the peer reads, and then it has taken everything', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const bytes = new Uint8Array(16 << 20)
    const sending = sockets.stack.send({ fd: client, bytes })
    await blockedIn('sendto', client)
    const whole = sockets.stack.recv({ fd: server, length: bytes.length, flags: ['MSG_WAITALL'] })
    expect(valueIn(await sending)).toBe(bytes.length)
    expect(valueIn(await whole)).toHaveLength(bytes.length)
  })

  test('epoll_wait() until something is ready', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const epfd = sockets.own(valueIn(sockets.stack.epoll_create1({})))
    sockets.stack.epoll_ctl({ epfd, operation: 'EPOLL_CTL_ADD', fd: server, events: ['EPOLLIN'] })
    const waiting = sockets.stack.epoll_wait({ epfd, maxEvents: 1, timeout: -1 })
    await blockedIn('epoll_wait', epfd)
    valueIn(await sockets.stack.send({ fd: client, bytes: X }))
    expect(valueIn(await waiting)).toEqual([{ fd: server, events: ['EPOLLIN'] }])
  })

  test('recv() until SO_RCVTIMEO is over', async () => {
    await using sockets = new TestSockets()
    const { server } = await sockets.pair()
    sockets.stack.setsockopt({ fd: server, option: 'SO_RCVTIMEO', value: 30 })
    const start = performance.now()
    expect(await sockets.stack.recv({ fd: server, length: 1 })).toEqual({ value: null, errno: 'EAGAIN' })
    expect(performance.now() - start).toBeGreaterThanOrEqual(30)
  })
})

test('calls that wait at the same time do not share their memory', async () => {
  await using sockets = new TestSockets()
  const pairs = [await sockets.pair(), await sockets.pair()]
  const receiving = pairs.map(({ server }) => sockets.stack.recvfrom({ fd: server, length: 100 }))
  for (const { server } of pairs) await blockedIn('recvfrom', server)
  const messages = pairs.map((_, index) => new Uint8Array(10 + index).fill(index + 1))
  for (const [index, { client }] of pairs.entries()) {
    valueIn(await sockets.stack.send({ fd: client, bytes: messages[index] ?? X, flags: ['MSG_DONTWAIT'] }))
  }
  expect((await Promise.all(receiving)).map((answer) => answer.value?.bytes)).toEqual(messages)
})

describe('close()', () => {
  test('does not wake a reader, and does not wait for it', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const receiving = sockets.stack.recv({ fd: server, length: 1 })
    await blockedIn('recvfrom', server)
    sockets.close(server)
    expect(waitingThreads('recvfrom', server)).toHaveLength(1)
    valueIn(await sockets.stack.send({ fd: client, bytes: X, flags: ['MSG_DONTWAIT'] }))
    expect(valueIn(await receiving)).toEqual(X)
  })

  test.each(['the socket itself', 'its listener'])('waits where SO_LINGER was set on %s', async (where) => {
    await using sockets = new TestSockets()
    const { stack } = sockets
    const value = { onoff: true, linger: 60 }
    const listener = sockets.listener()
    if (where === 'its listener') stack.setsockopt({ fd: listener, option: 'SO_LINGER', value })
    const client = sockets.nonblocking()
    await stack.connect({ fd: client, address: sockets.addressOf(listener) })
    const server = valueIn(await stack.accept4({ fd: listener, flags: ['SOCK_NONBLOCK'] })).fd
    if (where === 'the socket itself') stack.setsockopt({ fd: server, option: 'SO_LINGER', value })
    const taken = valueIn(await stack.send({ fd: server, bytes: new Uint8Array(16 << 20) }))
    const closing = stack.close({ fd: server })
    await blockedIn('close', server)
    stack.fcntl({ fd: client, command: 'F_SETFL', flags: [] })
    expect(valueIn(await stack.recv({ fd: client, length: taken, flags: ['MSG_WAITALL'] }))).toHaveLength(taken)
    expect(await closing).toEqual({ value: 0, errno: null })
  })
})
