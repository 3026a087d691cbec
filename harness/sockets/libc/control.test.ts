import { expect, test } from 'vitest'
import type { FileFlag, Request } from '../calls.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'

test('F_GETFL tells O_NONBLOCK however it was set, and dup() shares it', async () => {
  await using sockets = new TestSockets()
  const { stack } = sockets
  const flags = (fd: number): readonly FileFlag[] => valueIn(stack.fcntl({ fd, command: 'F_GETFL' }))
  const fd = sockets.socket()
  const copy = sockets.own(valueIn(stack.dup({ fd })))
  expect(flags(fd)).toEqual(['O_RDWR'])
  expect(stack.fcntl({ fd, command: 'F_SETFL', flags: ['O_RDWR', 'O_NONBLOCK'] })).toEqual({ value: [], errno: null })
  expect(flags(copy)).toEqual(['O_RDWR', 'O_NONBLOCK'])
  expect(flags(sockets.nonblocking())).toEqual(['O_RDWR', 'O_NONBLOCK'])
})

test('F_SETFD sets FD_CLOEXEC on one descriptor only', async () => {
  await using sockets = new TestSockets()
  const { stack } = sockets
  const flags = (fd: number): readonly FileFlag[] => valueIn(stack.fcntl({ fd, command: 'F_GETFD' }))
  const fd = sockets.socket()
  const copy = sockets.own(valueIn(stack.dup({ fd })))
  stack.fcntl({ fd, command: 'F_SETFD', flags: ['FD_CLOEXEC'] })
  expect([flags(fd), flags(copy), flags(sockets.socket({ flags: ['SOCK_CLOEXEC'] }))]).toEqual([
    ['FD_CLOEXEC'],
    [],
    ['FD_CLOEXEC'],
  ])
})

test('fcntl() on a descriptor that is not open is EBADF, and flags of the other kind cannot be asked for', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  expect(sockets.stack.fcntl({ fd: 1_000_000, command: 'F_GETFL' })).toEqual({ value: null, errno: 'EBADF' })
  expect(() => sockets.stack.fcntl({ fd, command: 'F_SETFL', flags: ['FD_CLOEXEC'] })).toThrow('a flag must be one of')
  expect(() => sockets.stack.fcntl({ fd, command: 'F_SETFD', flags: ['O_NONBLOCK'] })).toThrow('a flag must be one of')
})

test('FIONREAD counts bytes unread, SIOCOUTQ bytes not acknowledged', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  const count = (fd: number, request: Request<'ioctl'>['request']) => valueIn(sockets.stack.ioctl({ fd, request }))
  expect([count(server, 'FIONREAD'), count(client, 'SIOCOUTQ')]).toEqual([0, 0])
  valueIn(await sockets.stack.send({ fd: client, bytes: new Uint8Array(100) }))
  await until('it arrived', () => count(server, 'FIONREAD') === 100)
  await until('it was acknowledged', () => count(client, 'SIOCOUTQ') === 0)
  const much = { fd: client, bytes: new Uint8Array(1 << 22), flags: ['MSG_DONTWAIT'] } as const
  const taken = valueIn(await sockets.stack.send(much))
  const inBuffers = () => count(server, 'FIONREAD') + count(client, 'SIOCOUTQ')
  await until('both buffers hold all that was taken', () => inBuffers() === 100 + taken)
  expect(count(client, 'SIOCOUTQ')).toBeGreaterThan(0)
})

test('SIOCATMARK is 1 where the urgent byte stands', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  const atMark = () => valueIn(sockets.stack.ioctl({ fd: server, request: 'SIOCATMARK' }))
  valueIn(await sockets.stack.send({ fd: client, bytes: new Uint8Array(3), flags: ['MSG_OOB'] }))
  await sockets.stack.poll({ fds: [{ fd: server, events: ['POLLPRI'] }], timeout: -1 })
  expect(atMark()).toBe(0)
  expect(valueIn(await sockets.stack.recv({ fd: server, length: 9 }))).toHaveLength(2)
  expect(atMark()).toBe(1)
})

test('ioctl() on what is not open is EBADF', async () => {
  await using sockets = new TestSockets()
  expect(sockets.stack.ioctl({ fd: 1_000_000, request: 'FIONREAD' })).toEqual({ value: null, errno: 'EBADF' })
})
