import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { inet } from '../address.ts'
import type { Fd } from '../calls.ts'
import { StillInFlightError } from './cancel.ts'
import { blockedIn } from './testing/blocked.ts'
import { inPrivateNetwork } from './testing/private-network.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'
import type { WaitingSystemCall } from './waiting-threads.ts'

/** What a call answers that is cancelled once it sleeps in the kernel. */
async function cancelled<Answer>(
  sockets: TestSockets,
  fd: Fd,
  call: WaitingSystemCall,
  answer: Answer,
): Promise<Awaited<Answer>> {
  await blockedIn(call, fd)
  await sockets.stack.cancelBlocked(fd)
  expect(sockets.stack.inFlight()).toBe(0)
  return await answer
}

/** A link whose other end nobody listens at, and a neighbour there who is believed to exist. */
const BLACK_HOLE = [
  'link add hole type veth peer name bottom',
  'link set bottom up',
  'link set hole up',
  'address add 10.77.0.11/24 dev hole',
  'neighbour add 10.77.0.99 lladdr 02:00:00:00:00:99 dev hole nud permanent',
]

const failed = (errno: string) => ({ value: null, errno })

describe('cancelBlocked() ends', () => {
  test('accept4(), with EINVAL', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.listener()
    expect(await cancelled(sockets, fd, 'accept4', sockets.stack.accept4({ fd }))).toEqual(failed('EINVAL'))
  })

  test('accept4() on AF_UNIX, with EINVAL', async () => {
    await using sockets = new TestSockets()
    const fd = unixListener(sockets)
    expect(await cancelled(sockets, fd, 'accept4', sockets.stack.accept4({ fd }))).toEqual(failed('EINVAL'))
  })

  test('recv() on a stream, with nothing', async () => {
    await using sockets = new TestSockets()
    const { server: fd } = await sockets.pair()
    const answer = await cancelled(sockets, fd, 'recvfrom', sockets.stack.recv({ fd, length: 1 }))
    expect(valueIn(answer)).toHaveLength(0)
  })

  test('recvfrom() on a datagram socket, connected or not, with nothing', async () => {
    await using sockets = new TestSockets()
    for (const connected of [false, true]) {
      const fd = sockets.bound({ type: 'SOCK_DGRAM' })
      if (connected) await sockets.stack.connect({ fd, address: sockets.addressOf(fd) })
      const answer = await cancelled(sockets, fd, 'recvfrom', sockets.stack.recvfrom({ fd, length: 1 }))
      expect(valueIn(answer)).toEqual({ bytes: new Uint8Array(0), from: null })
    }
  })

  test('send() to a peer that does not read, with what it took', async () => {
    await using sockets = new TestSockets()
    const { client: fd } = await sockets.pair()
    const bytes = new Uint8Array(16 << 20)
    const taken = valueIn(await cancelled(sockets, fd, 'sendto', sockets.stack.send({ fd, bytes })))
    expect(taken).toBeGreaterThan(0)
    expect(taken).toBeLessThan(bytes.length)
  })

  test('connect() to a full queue, with ECONNRESET', async () => {
    await using sockets = new TestSockets()
    const address = sockets.addressOf(sockets.listener({ backlog: 0 }))
    valueIn(await sockets.stack.connect({ fd: sockets.socket(), address }))
    const fd = sockets.socket()
    const answer = sockets.stack.connect({ fd, address })
    expect(await cancelled(sockets, fd, 'connect', answer)).toEqual(failed('ECONNRESET'))
  })

  test('connect() to where nobody answers, with ECONNRESET', async ({ skip }) => {
    await using sockets = new TestSockets()
    const fd = inPrivateNetwork(() => {
      for (const command of BLACK_HOLE) execFileSync('ip', command.split(' '))
      return sockets.socket()
    })
    if (fd === null) return skip('only root may make a network namespace')
    const answer = sockets.stack.connect({ fd, address: inet('10.77.0.99', 3490) })
    expect(await cancelled(sockets, fd, 'connect', answer)).toEqual(failed('ECONNRESET'))
  })

  test('poll(), with a hang-up', async () => {
    await using sockets = new TestSockets()
    const { server: fd } = await sockets.pair()
    const polling = sockets.stack.poll({ fds: [{ fd, events: ['POLLPRI'] }], timeout: -1 })
    await sockets.stack.cancelBlocked(fd)
    expect(valueIn(await polling)).toMatchObject([{ fd }])
  })

  test('epoll_wait(), with no event, and leaves the set as it was', async () => {
    await using sockets = new TestSockets()
    const { server } = await sockets.pair()
    const epfd = sockets.own(valueIn(sockets.stack.epoll_create1({})))
    sockets.stack.epoll_ctl({ epfd, operation: 'EPOLL_CTL_ADD', fd: server, events: ['EPOLLIN'] })
    const answer = sockets.stack.epoll_wait({ epfd, maxEvents: 4, timeout: -1 })
    expect(await cancelled(sockets, epfd, 'epoll_wait', answer)).toEqual({ value: [], errno: null })
    expect(await sockets.stack.epoll_wait({ epfd, maxEvents: 4, timeout: 20 })).toEqual({ value: [], errno: null })
  })

  test('a call that has not begun', async () => {
    await using sockets = new TestSockets()
    const fd = sockets.listener()
    const accepting = sockets.stack.accept4({ fd })
    await sockets.stack.cancelBlocked(fd)
    expect(await accepting).toEqual(failed('EINVAL'))
  })

  test('several calls on one descriptor', async () => {
    await using sockets = new TestSockets()
    const { server: fd } = await sockets.pair()
    const receiving = [1, 2, 3].map((length) => sockets.stack.recv({ fd, length }))
    await cancelled(sockets, fd, 'recvfrom', null)
    expect((await Promise.all(receiving)).map(({ value }) => value?.length)).toEqual([0, 0, 0])
  })
})

test('cancelBlocked() does nothing to a socket that nobody waits on', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair({ flags: ['SOCK_NONBLOCK'] })
  await sockets.stack.cancelBlocked(client)
  expect(sockets.stack.poll({ fds: [{ fd: server, events: ['POLLIN', 'POLLRDHUP'] }], timeout: 0 })).toMatchObject({
    value: [],
  })
})

test('a connect() that waits for an AF_UNIX queue does not end by itself, which is an error, but when its listener closes', async () => {
  await using sockets = new TestSockets()
  const listener = unixListener(sockets)
  const address = sockets.addressOf(listener)
  valueIn(await sockets.stack.connect({ fd: sockets.socket({ domain: 'AF_UNIX' }), address }))
  const fd = sockets.socket({ domain: 'AF_UNIX' })
  const connecting = sockets.stack.connect({ fd, address })
  await blockedIn('connect', fd)
  await expect(sockets.stack.cancelBlocked(fd, 20)).rejects.toThrow(StillInFlightError)
  expect(sockets.stack.inFlight(fd)).toBe(1)
  sockets.close(listener)
  expect(await connecting).toEqual(failed('ECONNREFUSED'))
})

test('settled() waits for the calls in flight', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  let back = 0
  const receiving = Promise.resolve(sockets.stack.recv({ fd: server, length: 1 })).then(() => back++)
  await blockedIn('recvfrom', server)
  valueIn(await sockets.stack.send({ fd: client, bytes: new Uint8Array(1), flags: ['MSG_DONTWAIT'] }))
  await sockets.stack.settled(server)
  await until('the answer was given', () => back === 1)
  await receiving
  await sockets.stack.settled()
})

/** An AF_UNIX listener with an abstract name and a queue for one. */
function unixListener(sockets: TestSockets): Fd {
  const fd = sockets.socket({ domain: 'AF_UNIX' })
  valueIn(sockets.stack.bind({ fd, address: { family: 'AF_UNIX', path: '' } }))
  valueIn(sockets.stack.listen({ fd, backlog: 0 }))
  return fd
}
