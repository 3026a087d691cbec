import { openSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeControl, encodeControl } from './cmsg.ts'
import { OPTION_LEVELS, OPTION_TABLE } from './option-table.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'

const { SOL_SOCKET, IPPROTO_IP } = OPTION_LEVELS
const SCM_RIGHTS = 1
const [, SO_TIMESTAMPNS] = OPTION_TABLE.SO_TIMESTAMPNS
const [, IP_PKTINFO] = OPTION_TABLE.IP_PKTINFO

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))

test('pieces go out as one datagram and come with their sender', async () => {
  await using sockets = new TestSockets()
  const receiver = sockets.bound({ type: 'SOCK_DGRAM' })
  const sender = sockets.bound({ type: 'SOCK_DGRAM' })
  for (const flags of [[], ['MSG_DONTWAIT']] as const) {
    const parts = ['one ', '', 'message'].map(bytes)
    expect(await sockets.stack.sendmsg({ fd: sender, parts, flags, to: sockets.addressOf(receiver) })).toMatchObject({
      value: 11,
    })
    expect(valueIn(await sockets.stack.recvmsg({ fd: receiver, length: 100, flags }))).toEqual({
      bytes: bytes('one message'),
      length: 11,
      from: sockets.addressOf(sender),
      flags: [],
      control: [],
    })
  }
})

test('what does not fit is cut off, and MSG_TRUNC says so', async () => {
  await using sockets = new TestSockets()
  const receiver = sockets.bound({ type: 'SOCK_DGRAM' })
  const to = sockets.addressOf(receiver)
  const sender = sockets.socket({ type: 'SOCK_DGRAM' })
  valueIn(await sockets.stack.sendmsg({ fd: sender, parts: [bytes('hello')], to }))
  expect(valueIn(await sockets.stack.recvmsg({ fd: receiver, length: 2 }))).toMatchObject({
    bytes: bytes('he'),
    length: 2,
    flags: ['MSG_TRUNC'],
  })
  valueIn(await sockets.stack.sendmsg({ fd: sender, parts: [bytes('hello')], to }))
  expect(valueIn(await sockets.stack.recvmsg({ fd: receiver, length: 2, flags: ['MSG_TRUNC'] }))).toMatchObject({
    bytes: bytes('he'),
    length: 5,
  })
})

test('a stream tells no sender', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  valueIn(await sockets.stack.sendmsg({ fd: client, parts: [bytes('a'), bytes('b')] }))
  expect(valueIn(await sockets.stack.recvmsg({ fd: server, length: 9 }))).toMatchObject({
    bytes: bytes('ab'),
    from: null,
  })
})

test('IP_PKTINFO and SO_TIMESTAMPNS come as ancillary data', async () => {
  await using sockets = new TestSockets()
  const receiver = sockets.bound({ type: 'SOCK_DGRAM' })
  for (const option of ['IP_PKTINFO', 'SO_TIMESTAMPNS'] as const) {
    valueIn(sockets.stack.setsockopt({ fd: receiver, option, value: true }))
  }
  const before = Date.now()
  const sender = sockets.socket({ type: 'SOCK_DGRAM' })
  valueIn(await sockets.stack.sendto({ fd: sender, bytes: bytes('x'), to: sockets.addressOf(receiver) }))
  const { control } = valueIn(await sockets.stack.recvmsg({ fd: receiver, length: 9, controlLength: 256 }))
  const data = (level: number, type: number): Buffer =>
    Buffer.from(control.find((message) => message.level === level && message.type === type)?.data ?? [])
  expect([...data(IPPROTO_IP, IP_PKTINFO).subarray(8, 12)]).toEqual([127, 0, 0, 1])
  const stamp = data(SOL_SOCKET, SO_TIMESTAMPNS)
  expect(Number(stamp.readBigInt64LE(0)) * 1000 + Number(stamp.readBigInt64LE(8)) / 1e6).toBeGreaterThanOrEqual(before)
})

test('without room for ancillary data MSG_CTRUNC tells that there was some', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.bound({ type: 'SOCK_DGRAM' })
  valueIn(sockets.stack.setsockopt({ fd, option: 'IP_PKTINFO', value: true }))
  valueIn(
    await sockets.stack.sendto({
      fd: sockets.socket({ type: 'SOCK_DGRAM' }),
      bytes: bytes('x'),
      to: sockets.addressOf(fd),
    }),
  )
  expect(valueIn(await sockets.stack.recvmsg({ fd, length: 9 }))).toMatchObject({ flags: ['MSG_CTRUNC'], control: [] })
})

test('SCM_RIGHTS hands a descriptor over', async () => {
  await using sockets = new TestSockets()
  const address = { family: 'AF_UNIX', path: `\0sockproof-rights-${process.pid}` } as const
  const receiver = sockets.socket({ domain: 'AF_UNIX', type: 'SOCK_DGRAM' })
  valueIn(sockets.stack.bind({ fd: receiver, address }))
  const file = sockets.own(openSync('/proc/self/comm', 'r'))
  const data = new Uint8Array(new Int32Array([file]).buffer)
  const sender = sockets.socket({ domain: 'AF_UNIX', type: 'SOCK_DGRAM' })
  const control = [{ level: SOL_SOCKET, type: SCM_RIGHTS, data }]
  valueIn(await sockets.stack.sendmsg({ fd: sender, parts: [bytes('x')], to: address, control }))
  const message = valueIn(await sockets.stack.recvmsg({ fd: receiver, length: 9, controlLength: 64 }))
  expect(message.control).toMatchObject([{ level: SOL_SOCKET, type: SCM_RIGHTS }])
  const copy = sockets.own(Buffer.from(message.control[0]?.data ?? []).readInt32LE(0))
  expect(copy).not.toBe(file)
  expect(readFileSync(`/proc/self/fd/${copy}`, 'utf8')).toBe(readFileSync('/proc/self/comm', 'utf8'))
})

test('sendmsg() and recvmsg() fail with the errors of send() and recv()', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.socket()
  expect((await sockets.stack.sendmsg({ fd, parts: [bytes('x')] })).errno).toBe('EPIPE')
  expect((await sockets.stack.recvmsg({ fd, length: 1 })).errno).toBe('ENOTCONN')
  expect((await sockets.stack.recvmsg({ fd: 1_000_000, length: 1 })).errno).toBe('EBADF')
})

test('ancillary data encoded are the data decoded', () => {
  const int = fc.integer({ min: 0, max: 2 ** 31 - 1 })
  const message = fc.record(
    { level: int, type: int, data: fc.uint8Array({ maxLength: 40 }) },
    { noNullPrototype: true },
  )
  fc.assert(
    fc.property(fc.array(message, { maxLength: 5 }), (messages) => {
      expect(decodeControl(encodeControl(messages))).toEqual(messages)
    }),
  )
})
