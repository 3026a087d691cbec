import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SocketAddress } from '../address.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'

const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text))
const text = (received: Uint8Array): string => Buffer.from(received).toString()

describe('on a stream', () => {
  test('what is sent is received, in a copy of its own', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    expect(await sockets.stack.send({ fd: client, bytes: bytes('hello') })).toEqual({ value: 5, errno: null })
    const first = valueIn(await sockets.stack.recv({ fd: server, length: 3 }))
    const second = valueIn(await sockets.stack.recv({ fd: server, length: 100, flags: ['MSG_DONTWAIT'] }))
    expect([text(first), text(second)]).toEqual(['hel', 'lo'])
  })

  test('any bytes in any pieces come out as they went in', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair({ flags: ['SOCK_NONBLOCK'] })
    const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 200 }), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(pieces, fc.integer({ min: 1, max: 300 }), async (sent, length) => {
        for (const piece of sent)
          expect(valueIn(await sockets.stack.send({ fd: client, bytes: piece }))).toBe(piece.length)
        const expected = Buffer.concat(sent)
        let received = Buffer.alloc(0)
        while (received.length < expected.length) {
          await sockets.stack.poll({ fds: [{ fd: server, events: ['POLLIN'] }], timeout: -1 })
          received = Buffer.concat([received, valueIn(await sockets.stack.recv({ fd: server, length }))])
        }
        expect(received).toEqual(expected)
      }),
      { numRuns: 50 },
    )
  })

  test('bytes are those at the time of the call, even if they wait to be sent', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const mine = bytes('before')
    const sending = sockets.stack.send({ fd: client, bytes: mine })
    mine.fill(0)
    valueIn(await sending)
    expect(text(valueIn(await sockets.stack.recv({ fd: server, length: 6 })))).toBe('before')
  })

  test('a view into a larger buffer is sent from where it begins', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    for (const flags of [[], ['MSG_DONTWAIT']] as const) {
      valueIn(await sockets.stack.send({ fd: client, bytes: bytes('a view').subarray(2), flags }))
      expect(text(valueIn(await sockets.stack.recv({ fd: server, length: 4, flags: ['MSG_WAITALL'] })))).toBe('view')
    }
  })

  test('recvfrom() leaves the address untouched', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    valueIn(await sockets.stack.send({ fd: client, bytes: bytes('x') }))
    expect(valueIn(await sockets.stack.recvfrom({ fd: server, length: 10 }))).toEqual({ bytes: bytes('x'), from: null })
  })

  test('MSG_PEEK leaves the bytes, MSG_TRUNC discards them and still counts them', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair({ flags: ['SOCK_NONBLOCK'] })
    valueIn(await sockets.stack.send({ fd: client, bytes: bytes('hello') }))
    await until('it arrived', () => sockets.stack.ioctl({ fd: server, request: 'FIONREAD' }).value === 5)
    const receive = async (length: number, flags: readonly ('MSG_PEEK' | 'MSG_TRUNC')[]) =>
      valueIn(await sockets.stack.recv({ fd: server, length, flags }))
    expect(await receive(2, ['MSG_PEEK'])).toEqual(bytes('he'))
    expect(await receive(3, ['MSG_TRUNC'])).toEqual(new Uint8Array(3))
    expect(await receive(10, [])).toEqual(bytes('lo'))
  })

  test('MSG_WAITALL waits until all is there', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const whole = sockets.stack.recv({ fd: server, length: 4, flags: ['MSG_WAITALL'] })
    for (const piece of ['a', 'b', 'cd']) valueIn(await sockets.stack.send({ fd: client, bytes: bytes(piece) }))
    expect(text(valueIn(await whole))).toBe('abcd')
  })

  test('MSG_OOB carries one byte beside the stream', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair({ flags: ['SOCK_NONBLOCK'] })
    valueIn(await sockets.stack.send({ fd: client, bytes: bytes('ab!'), flags: ['MSG_OOB'] }))
    await sockets.stack.poll({ fds: [{ fd: server, events: ['POLLPRI'] }], timeout: -1 })
    expect(text(valueIn(await sockets.stack.recv({ fd: server, length: 1, flags: ['MSG_OOB'] })))).toBe('!')
    expect(text(valueIn(await sockets.stack.recv({ fd: server, length: 9 })))).toBe('ab')
  })

  test('a send without connection is EPIPE, a receive ENOTCONN, and a full buffer EAGAIN', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.nonblocking()
    expect((await sockets.stack.send({ fd, bytes: bytes('x') })).errno).toBe('EPIPE')
    expect((await sockets.stack.recv({ fd, length: 1 })).errno).toBe('ENOTCONN')
    const { client } = await sockets.pair({ flags: ['SOCK_NONBLOCK'] })
    const much = { fd: client, bytes: new Uint8Array(1 << 20) }
    let answer = await sockets.stack.send(much)
    while (answer.errno === null) answer = await sockets.stack.send(much)
    expect(answer.errno).toBe('EAGAIN')
  })

  test('a broken connection is EPIPE even without MSG_NOSIGNAL, and this process lives', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    sockets.close(server)
    const sendNow = () => sockets.stack.send({ fd: client, bytes: bytes('x'), flags: ['MSG_DONTWAIT'] })
    await until('a send fails', async () => (await sendNow()).errno !== null)
    const flags = [[], ['MSG_DONTWAIT'], ['MSG_NOSIGNAL']] as const
    for (const each of flags)
      expect((await sockets.stack.send({ fd: client, bytes: bytes('x'), flags: each })).errno).toBe('EPIPE')
  })
})

describe('on datagrams', () => {
  test.each(['AF_INET', 'AF_INET6'] as const)('over %s recvfrom() tells who sent', async (domain) => {
    await using sockets = new TestSockets()
    const fd = sockets.bound({ domain, type: 'SOCK_DGRAM' })
    const sender = sockets.bound({ domain, type: 'SOCK_DGRAM' })
    expect(await sockets.stack.sendto({ fd: sender, bytes: bytes('hi'), to: sockets.addressOf(fd) })).toEqual({
      value: 2,
      errno: null,
    })
    const { bytes: received, from } = valueIn(await sockets.stack.recvfrom({ fd, length: 100 }))
    expect([text(received), from]).toEqual(['hi', sockets.addressOf(sender)])
  })

  test('with MSG_TRUNC more may be counted than is kept', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.bound({ type: 'SOCK_DGRAM' })
    const to: SocketAddress = sockets.addressOf(fd)
    for (const flags of [['MSG_TRUNC'], ['MSG_TRUNC', 'MSG_DONTWAIT']] as const) {
      valueIn(await sockets.stack.sendto({ fd: sockets.socket({ type: 'SOCK_DGRAM' }), bytes: bytes('hello'), to }))
      expect(text(valueIn(await sockets.stack.recv({ fd, length: 3, flags })))).toBe('hel')
    }
  })

  test('an empty one is received as nothing', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.bound({ type: 'SOCK_DGRAM' })
    valueIn(
      await sockets.stack.sendto({
        fd: sockets.nonblocking({ type: 'SOCK_DGRAM' }),
        bytes: new Uint8Array(0),
        to: sockets.addressOf(fd),
      }),
    )
    expect(valueIn(await sockets.stack.recv({ fd, length: 10 }))).toHaveLength(0)
  })

  test('one that is too large is EMSGSIZE, one to nobody EDESTADDRREQ', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.socket({ type: 'SOCK_DGRAM' })
    const to = sockets.addressOf(sockets.bound({ type: 'SOCK_DGRAM' }))
    expect((await sockets.stack.sendto({ fd, bytes: new Uint8Array(65_508), to })).errno).toBe('EMSGSIZE')
    expect((await sockets.stack.send({ fd, bytes: bytes('x') })).errno).toBe('EDESTADDRREQ')
  })

  test('to a closed port they bring back ECONNREFUSED once', async () => {
    await using sockets = new TestSockets()
    const closed = sockets.bound({ type: 'SOCK_DGRAM' })
    const fd = sockets.socket({ type: 'SOCK_DGRAM' })
    valueIn(await sockets.stack.connect({ fd, address: sockets.addressOf(closed) }))
    sockets.close(closed)
    valueIn(await sockets.stack.send({ fd, bytes: bytes('x') }))
    expect((await sockets.stack.recv({ fd, length: 1 })).errno).toBe('ECONNREFUSED')
    expect((await sockets.stack.recv({ fd, length: 1, flags: ['MSG_DONTWAIT'] })).errno).toBe('EAGAIN')
  })
})

test('a length that is no number of bytes cannot be asked for', async () => {
  await using sockets = new TestSockets()
  const fd = sockets.nonblocking()
  for (const length of [-1, 0.5, Number.NaN])
    expect(() => sockets.stack.recv({ fd, length })).toThrow('a length must be')
})
