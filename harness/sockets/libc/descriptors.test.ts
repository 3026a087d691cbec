import { describe, expect, test } from 'vitest'
import { call } from './ffi.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'

const AT_ONCE = { value: null, errno: 'EAGAIN' }

/** What recvfrom() on an unconnected datagram socket answers: at once, or by a promise that is ended here. */
const answers = async (sockets: TestSockets, fd: number): Promise<'at once' | 'later'> => {
  const answer = sockets.stack.recvfrom({ fd, length: 1 })
  if (!(answer instanceof Promise)) {
    expect(answer).toEqual(AT_ONCE)
    return 'at once'
  }
  await sockets.stack.cancelBlocked(fd)
  return 'later'
}

const DATAGRAM = { type: 'SOCK_DGRAM' } as const

describe('a call is answered at once where it cannot wait', () => {
  test('because socket() was given SOCK_NONBLOCK, by name or in the number', async () => {
    await using sockets = new TestSockets()
    expect(await answers(sockets, sockets.socket(DATAGRAM))).toBe('later')
    expect(await answers(sockets, sockets.nonblocking(DATAGRAM))).toBe('at once')
    expect(await answers(sockets, sockets.socket({ type: 2 | 0o4000 }))).toBe('at once')
  })

  test('because F_SETFL set O_NONBLOCK, through whichever duplicate', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.socket(DATAGRAM)
    const copy = sockets.own(valueIn(sockets.stack.dup({ fd })))
    sockets.stack.fcntl({ fd: copy, command: 'F_SETFL', flags: ['O_NONBLOCK'] })
    expect([await answers(sockets, fd), await answers(sockets, copy)]).toEqual(['at once', 'at once'])
    sockets.stack.fcntl({ fd, command: 'F_SETFL', flags: [] })
    expect(await answers(sockets, copy)).toBe('later')
  })

  test('because of MSG_DONTWAIT', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.socket(DATAGRAM)
    expect(sockets.stack.recv({ fd, length: 1, flags: ['MSG_DONTWAIT'] })).toEqual(AT_ONCE)
    expect(sockets.stack.recvmsg({ fd, length: 1, flags: ['MSG_ERRQUEUE'] })).toEqual(AT_ONCE)
  })

  test('and what was known is forgotten with the number', async () => {
    await using sockets = new TestSockets()
    const fd = valueIn(sockets.stack.socket({ domain: 'AF_INET', ...DATAGRAM, flags: ['SOCK_NONBLOCK'] }))
    sockets.stack.close({ fd })
    const again = sockets.socket(DATAGRAM)
    expect(again).toBe(fd)
    expect(await answers(sockets, again)).toBe('later')
  })

  test('and of a socket that somebody else made the kernel is asked', async () => {
    await using sockets = new TestSockets()
    const strangers = [0, 0o4000].map((flags) => sockets.own(valueIn(call('socket', 2, 2 | flags, 0))))
    const found = []
    for (const fd of strangers) found.push(await answers(sockets, fd))
    expect(found).toEqual(['later', 'at once'])
  })
})

test('an accepted socket is non-blocking where accept4() said so, whatever the listener is', async () => {
  await using sockets = new TestSockets()
  for (const ofListener of [[], ['SOCK_NONBLOCK']] as const) {
    for (const flags of [[], ['SOCK_NONBLOCK']] as const) {
      const listener = sockets.listener({ flags: ofListener })
      valueIn(await sockets.stack.connect({ fd: sockets.socket(), address: sockets.addressOf(listener) }))
      const fd = await sockets.accept(listener, flags)
      expect(await answers(sockets, fd)).toBe(flags.length === 0 ? 'later' : 'at once')
    }
  }
})
