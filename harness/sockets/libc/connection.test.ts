import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { inet, inet6 } from '../address.ts'
import { ANY_PORT, TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'

const NEVER_OPEN = 1_000_000

test('socket() refuses an unknown domain, type and protocol each with its own error', async () => {
  await using sockets = new TestSockets()
  const { socket } = sockets.stack
  expect(socket({ domain: 77, type: 'SOCK_STREAM' }).errno).toBe('EAFNOSUPPORT')
  expect(socket({ domain: 'AF_INET', type: 77 }).errno).toBe('EINVAL')
  expect(socket({ domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_UDP' }).errno).toBe('EPROTONOSUPPORT')
})

test('bind() gives the address that getsockname() tells, and taken is EADDRINUSE', async () => {
  await using sockets = new TestSockets()
  const address = sockets.addressOf(sockets.bound())
  expect(address).toEqual({ family: 'AF_INET', address: '127.0.0.1', port: expect.any(Number) })
  expect(sockets.stack.bind({ fd: sockets.socket(), address }).errno).toBe('EADDRINUSE')
})

test('bind() with a length of its own passes that length', async () => {
  await using sockets = new TestSockets()
  const request = { fd: sockets.socket(), address: ANY_PORT.AF_INET }
  expect(sockets.stack.bind({ ...request, addressLength: 15 }).errno).toBe('EINVAL')
  expect(sockets.stack.bind({ ...request, addressLength: -1 }).errno).toBe('EINVAL')
  expect(sockets.stack.bind({ ...request, addressLength: 128 }).errno).toBeNull()
})

test('listen() answers 0, and a datagram socket cannot', async () => {
  await using sockets = new TestSockets()
  expect(sockets.stack.listen({ fd: sockets.bound(), backlog: 1 })).toEqual({ value: 0, errno: null })
  expect(sockets.stack.listen({ fd: sockets.socket({ type: 'SOCK_DGRAM' }), backlog: 1 }).errno).toBe('EOPNOTSUPP')
})

test.each(['AF_INET', 'AF_INET6'] as const)('accept4() over %s tells the peer that the client is', async (domain) => {
  await using sockets = new TestSockets()
  const listener = sockets.listener({ domain })
  const client = sockets.socket({ domain })
  expect(await sockets.stack.connect({ fd: client, address: sockets.addressOf(listener) })).toEqual({
    value: 0,
    errno: null,
  })
  const accepted = valueIn(await sockets.stack.accept4({ fd: listener }))
  sockets.own(accepted.fd)
  expect(accepted.peer).toEqual(sockets.addressOf(client))
})

test('an IPv4 client of an IPv6 listener is a v4-mapped peer', async () => {
  await using sockets = new TestSockets()
  const listener = sockets.socket({ domain: 'AF_INET6' })
  valueIn(sockets.stack.bind({ fd: listener, address: inet6('::', 0) }))
  valueIn(sockets.stack.listen({ fd: listener, backlog: 1 }))
  const address = sockets.addressOf(listener)
  const port = address.family === 'AF_INET6' ? address.port : 0
  valueIn(await sockets.stack.connect({ fd: sockets.socket(), address: inet('127.0.0.1', port) }))
  const { fd, peer } = valueIn(await sockets.stack.accept4({ fd: listener }))
  sockets.own(fd)
  expect(peer).toMatchObject({ family: 'AF_INET6', address: '::ffff:127.0.0.1' })
})

test('accept4() on AF_UNIX tells an unnamed peer as the path that is empty', async () => {
  await using sockets = new TestSockets()
  const folder = mkdtempSync(join(tmpdir(), 'sockproof-'))
  const address = { family: 'AF_UNIX', path: join(folder, 'socket') } as const
  const listener = sockets.socket({ domain: 'AF_UNIX' })
  valueIn(sockets.stack.bind({ fd: listener, address }))
  valueIn(sockets.stack.listen({ fd: listener, backlog: 1 }))
  const client = sockets.socket({ domain: 'AF_UNIX' })
  expect((await sockets.stack.connect({ fd: client, address })).errno).toBeNull()
  const { fd, peer } = valueIn(await sockets.stack.accept4({ fd: listener }))
  sockets.own(fd)
  expect(peer).toEqual({ family: 'AF_UNIX', path: '' })
  expect(valueIn(sockets.stack.getpeername({ fd: client }))).toEqual(address)
  rmSync(folder, { recursive: true })
})

test('an abstract AF_UNIX name needs no file', async () => {
  await using sockets = new TestSockets()
  const address = { family: 'AF_UNIX', path: `\0sockproof-${process.pid}` } as const
  const fd = sockets.socket({ domain: 'AF_UNIX', type: 'SOCK_DGRAM' })
  expect(sockets.stack.bind({ fd, address }).errno).toBeNull()
  expect(sockets.addressOf(fd)).toEqual(address)
})

test('a non-blocking accept4() with nobody waiting is EAGAIN, before it returns', async () => {
  await using sockets = new TestSockets()
  const listener = sockets.listener({ flags: ['SOCK_NONBLOCK'] })
  expect(sockets.stack.accept4({ fd: listener })).toEqual({ value: null, errno: 'EAGAIN' })
  expect((await sockets.stack.accept4({ fd: sockets.socket() })).errno).toBe('EINVAL')
})

test('a non-blocking connect() is EINPROGRESS and, once made, EISCONN', async () => {
  await using sockets = new TestSockets()
  const address = sockets.addressOf(sockets.listener())
  const fd = sockets.nonblocking()
  expect(sockets.stack.connect({ fd, address })).toEqual({ value: null, errno: 'EINPROGRESS' })
  await until('connected', () => sockets.stack.getpeername({ fd }).errno === null)
  expect(sockets.stack.connect({ fd, address })).toEqual({ value: 0, errno: null })
  expect(sockets.stack.connect({ fd, address })).toEqual({ value: null, errno: 'EISCONN' })
})

test('connect() to a port without listener is ECONNREFUSED', async () => {
  await using sockets = new TestSockets()
  const address = sockets.addressOf(sockets.bound())
  expect((await sockets.stack.connect({ fd: sockets.socket(), address })).errno).toBe('ECONNREFUSED')
})

test('connect() to AF_UNSPEC disconnects a datagram socket', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.nonblocking({ type: 'SOCK_DGRAM' })
  const address = sockets.addressOf(sockets.bound({ type: 'SOCK_DGRAM' }))
  expect(sockets.stack.connect({ fd, address })).toEqual({ value: 0, errno: null })
  expect(sockets.stack.connect({ fd, address: { family: 'AF_UNSPEC' } })).toEqual({ value: 0, errno: null })
  expect(sockets.stack.getpeername({ fd }).errno).toBe('ENOTCONN')
})

test('shutdown() ends a direction, and is ENOTCONN without connection, EINVAL for no direction', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  expect(sockets.stack.shutdown({ fd: client, how: 'SHUT_WR' })).toEqual({ value: 0, errno: null })
  expect(valueIn(await sockets.stack.recv({ fd: server, length: 1 }))).toHaveLength(0)
  expect(sockets.stack.shutdown({ fd: sockets.socket(), how: 'SHUT_RD' }).errno).toBe('ENOTCONN')
  expect(sockets.stack.shutdown({ fd: client, how: 3 }).errno).toBe('EINVAL')
})

test('close() answers 0 once, and EBADF afterwards', async () => {
  await using sockets = new TestSockets()
  const fd = valueIn(sockets.stack.socket({ domain: 'AF_INET', type: 'SOCK_STREAM' }))
  expect(sockets.stack.close({ fd })).toEqual({ value: 0, errno: null })
  expect(sockets.stack.close({ fd: NEVER_OPEN })).toEqual({ value: null, errno: 'EBADF' })
})

test('dup() gives another descriptor of the same socket', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.bound()
  const copy = sockets.own(valueIn(sockets.stack.dup({ fd })))
  const address = sockets.addressOf(fd)
  sockets.close(fd)
  expect(sockets.addressOf(copy)).toEqual(address)
  expect(sockets.stack.dup({ fd: NEVER_OPEN }).errno).toBe('EBADF')
})

test('on a descriptor that is not open every call is EBADF', async () => {
  await using sockets = new TestSockets()
  const { stack } = sockets
  const fd = NEVER_OPEN
  const answers = await Promise.all([
    stack.bind({ fd, address: ANY_PORT.AF_INET }),
    stack.listen({ fd, backlog: 1 }),
    stack.accept4({ fd }),
    stack.connect({ fd, address: ANY_PORT.AF_INET }),
    stack.shutdown({ fd, how: 'SHUT_WR' }),
    stack.getsockname({ fd }),
    stack.getpeername({ fd }),
  ])
  expect(answers.map(({ errno }) => errno)).toEqual(answers.map(() => 'EBADF'))
})
