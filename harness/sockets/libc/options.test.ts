import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { OptionName, Options } from '../options.ts'
import type { LibcStack } from './stack.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'

const setAndGet = <Name extends OptionName>(stack: LibcStack, fd: number, option: Name, value: Options[Name]) => {
  expect([option, stack.setsockopt({ fd, option, value })]).toEqual([option, { value: 0, errno: null }])
  return stack.getsockopt({ fd, option }).value
}

const FLAGS_OF_TCP = [
  'SO_REUSEADDR',
  'SO_REUSEPORT',
  'SO_KEEPALIVE',
  'SO_BROADCAST',
  'SO_OOBINLINE',
  'SO_TIMESTAMPNS',
  'IP_PKTINFO',
  'IP_RECVERR',
  'IP_RECVTTL',
  'IP_BIND_ADDRESS_NO_PORT',
  'TCP_NODELAY',
  'TCP_CORK',
  'TCP_QUICKACK',
] as const

test.each(FLAGS_OF_TCP)('%s is set and cleared', async (option) => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  for (const value of [true, false]) expect(setAndGet(sockets.stack, fd, option, value)).toBe(value)
})

test.each([
  ['IP_TTL', 7],
  ['IP_TOS', 0x10],
  ['IP_MTU_DISCOVER', 2],
  ['SO_RCVLOWAT', 9],
  ['TCP_MAXSEG', 1000],
  ['TCP_DEFER_ACCEPT', 1],
  ['TCP_KEEPIDLE', 11],
  ['TCP_KEEPINTVL', 12],
  ['TCP_KEEPCNT', 3],
  ['TCP_SYNCNT', 4],
  ['TCP_LINGER2', 5],
  ['TCP_USER_TIMEOUT', 1234],
  ['TCP_WINDOW_CLAMP', 65_536],
] as const)('%s is the number that was set', async (option, value) => {
  await using sockets = new TestSockets()
  expect(setAndGet(sockets.stack, sockets.socket(), option, value)).toBe(value)
})

test.each(['IPV6_V6ONLY', 'IPV6_RECVPKTINFO'] as const)('%s is set and cleared', async (option) => {
  await using sockets = new TestSockets()
  const fd = sockets.socket({ domain: 'AF_INET6' })
  for (const value of [true, false]) expect(setAndGet(sockets.stack, fd, option, value)).toBe(value)
  expect(setAndGet(sockets.stack, fd, 'IPV6_UNICAST_HOPS', 9)).toBe(9)
})

test('buffer sizes read back doubled', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  expect(setAndGet(sockets.stack, fd, 'SO_SNDBUF', 21_000)).toBe(42_000)
  expect(setAndGet(sockets.stack, fd, 'SO_RCVBUF', 21_000)).toBe(42_000)
})

test('what needs privilege is set, or EPERM', async () => {
  await using sockets = new TestSockets()
  const { stack } = sockets
  const fd = sockets.socket()
  const forced = stack.setsockopt({ fd, option: 'SO_RCVBUFFORCE', value: 50_000 })
  if (forced.errno !== 'EPERM') expect(stack.getsockopt({ fd, option: 'SO_RCVBUF' }).value).toBe(100_000)
  const doubled = stack.setsockopt({ fd, option: 'SO_SNDBUFFORCE', value: 50_000 })
  if (doubled.errno !== 'EPERM') expect(stack.getsockopt({ fd, option: 'SO_SNDBUF' }).value).toBe(100_000)
  const transparent = stack.setsockopt({ fd, option: 'IP_TRANSPARENT', value: true })
  expect(stack.getsockopt({ fd, option: 'IP_TRANSPARENT' }).value).toBe(transparent.errno === null)
})

test('SO_LINGER is both of its members', async () => {
  await using sockets = new TestSockets()
  const value = { onoff: true, linger: 5 }
  expect(setAndGet(sockets.stack, sockets.socket(), 'SO_LINGER', value)).toEqual(value)
})

test('time-outs are milliseconds, rounded up to the clock tick of the kernel', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (milliseconds) => {
      const value = setAndGet(sockets.stack, fd, 'SO_RCVTIMEO', milliseconds)
      expect(value).toBeGreaterThanOrEqual(milliseconds)
      expect(value).toBeLessThanOrEqual(milliseconds + 10)
    }),
  )
  expect(setAndGet(sockets.stack, fd, 'SO_SNDTIMEO', 2500)).toBe(2500)
})

test('names are text', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  expect(setAndGet(sockets.stack, fd, 'TCP_CONGESTION', 'reno')).toBe('reno')
  expect(sockets.stack.setsockopt({ fd, option: 'TCP_CONGESTION', value: 'nonesuch' }).errno).toBe('ENOENT')
  expect(sockets.stack.getsockopt({ fd, option: 'SO_BINDTODEVICE' })).toEqual({ value: '', errno: null })
  expect(setAndGet(sockets.stack, fd, 'SO_BINDTODEVICE', 'lo')).toBe('lo')
  expect(setAndGet(sockets.stack, fd, 'SO_BINDTODEVICE', '')).toBe('')
})

test('what a socket is can be asked and not set', async () => {
  await using sockets = new TestSockets()
  const { stack } = sockets
  const fd = sockets.listener({ domain: 'AF_INET6' })
  const options = ['SO_DOMAIN', 'SO_TYPE', 'SO_PROTOCOL', 'SO_ACCEPTCONN', 'SO_ERROR'] as const
  expect(options.map((option) => stack.getsockopt({ fd, option }).value)).toEqual([10, 1, 6, true, null])
  expect(stack.setsockopt({ fd, option: 'SO_ACCEPTCONN', value: true }).errno).toBe('ENOPROTOOPT')
  expect(stack.setsockopt({ fd, option: 'SO_ERROR', value: 'ECONNRESET' }).errno).toBe('ENOPROTOOPT')
})

test('SO_ERROR is the name of the pending error, once', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.nonblocking()
  const address = sockets.addressOf(sockets.bound())
  expect((await sockets.stack.connect({ fd, address })).errno).toBe('EINPROGRESS')
  const ready = () => sockets.stack.poll({ fds: [{ fd, events: [] }], timeout: 0 })
  await until('refused', async () => valueIn(await ready()).length > 0)
  const pending = () => sockets.stack.getsockopt({ fd, option: 'SO_ERROR' })
  expect([pending().value, pending().value]).toEqual(['ECONNREFUSED', null])
})

test('an option of another kind of socket, and one of a descriptor that is not open, fail', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket({ domain: 'AF_UNIX' })
  expect(sockets.stack.getsockopt({ fd, option: 'TCP_NODELAY' }).errno).toBe('EOPNOTSUPP')
  expect(sockets.stack.getsockopt({ fd: 1_000_000, option: 'SO_TYPE' }).errno).toBe('EBADF')
  expect(sockets.stack.setsockopt({ fd: 1_000_000, option: 'SO_REUSEADDR', value: true }).errno).toBe('EBADF')
  expect(sockets.stack.setsockopt({ fd: sockets.socket(), option: 'TCP_KEEPIDLE', value: 0 }).errno).toBe('EINVAL')
})

test('a value of another kind cannot be asked for', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  const wrong: readonly [OptionName, Options[OptionName]][] = [
    ['SO_REUSEADDR', 1],
    ['IP_TTL', true],
    ['IP_TTL', 2 ** 31],
    ['SO_LINGER', 5],
    ['SO_RCVTIMEO', 'soon'],
    ['SO_RCVTIMEO', Number.POSITIVE_INFINITY],
    ['TCP_CONGESTION', 3],
    ['SO_ERROR', 'ENONESUCH'],
  ]
  for (const [option, value] of wrong) {
    expect(() => sockets.stack.setsockopt({ fd, option, value }), option).toThrow(/must be .*; found/)
  }
})
