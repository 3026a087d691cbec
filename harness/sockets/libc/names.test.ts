import { openSync } from 'node:fs'
import { expect, test } from 'vitest'
import { inet, inet6 } from '../address.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'

test('a new socket has the address that is none, and no peer', async () => {
  await using sockets = new TestSockets()
  expect(sockets.addressOf(sockets.socket())).toEqual(inet('0.0.0.0', 0))
  expect(sockets.addressOf(sockets.socket({ domain: 'AF_INET6' }))).toEqual(inet6('::', 0))
  expect(sockets.addressOf(sockets.socket({ domain: 'AF_UNIX' }))).toEqual({ family: 'AF_UNIX', path: '' })
  expect(sockets.stack.getpeername({ fd: sockets.socket() })).toEqual({ value: null, errno: 'ENOTCONN' })
})

test('the two ends of a connection tell each other', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair({ domain: 'AF_INET6' })
  expect(valueIn(sockets.stack.getpeername({ fd: client }))).toEqual(sockets.addressOf(server))
  expect(valueIn(sockets.stack.getpeername({ fd: server }))).toEqual(sockets.addressOf(client))
})

test('a file has no socket address', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.own(openSync('/dev/null', 'r'))
  expect(sockets.stack.getsockname({ fd })).toEqual({ value: null, errno: 'ENOTSOCK' })
  expect(sockets.stack.getpeername({ fd })).toEqual({ value: null, errno: 'ENOTSOCK' })
})
