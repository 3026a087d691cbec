import { describe, expect, test } from 'vitest'
import type { EpollEvent } from '../calls.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'

const X = new Uint8Array([120])

describe('poll()', () => {
  test('lists what is ready, in the order of the question', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    const idle = sockets.listener()
    valueIn(await sockets.stack.send({ fd: client, bytes: X }))
    const fds = [
      { fd: idle, events: ['POLLIN'] },
      { fd: server, events: ['POLLIN', 'POLLOUT'] },
      { fd: client, events: ['POLLOUT'] },
    ] as const
    valueIn(await sockets.stack.poll({ fds: [{ fd: server, events: ['POLLIN'] }], timeout: -1 }))
    expect(sockets.stack.poll({ fds, timeout: 0 })).toEqual({
      value: [
        { fd: server, revents: ['POLLIN', 'POLLOUT'] },
        { fd: client, revents: ['POLLOUT'] },
      ],
      errno: null,
    })
  })

  test('tells hang-up and a descriptor that is not open unasked', async () => {
    await using sockets = new TestSockets()
    const { client, server } = await sockets.pair()
    sockets.close(server)
    const fds = [
      { fd: client, events: ['POLLRDHUP'] },
      { fd: 1_000_000, events: [] },
    ] as const
    valueIn(await sockets.stack.poll({ fds: fds.slice(0, 1), timeout: -1 }))
    expect(valueIn(await sockets.stack.poll({ fds, timeout: 0 }))).toEqual([
      { fd: client, revents: ['POLLRDHUP'] },
      { fd: 1_000_000, revents: ['POLLNVAL'] },
    ])
  })

  test('waits until its time is over', async () => {
    await using sockets = new TestSockets()
    const start = performance.now()
    const polling = sockets.stack.poll({ fds: [{ fd: sockets.listener(), events: ['POLLIN'] }], timeout: 30 })
    expect(polling).toBeInstanceOf(Promise)
    expect(valueIn(await polling)).toEqual([])
    expect(performance.now() - start).toBeGreaterThanOrEqual(30)
  })

  test('for ever for nothing cannot be asked for', async () => {
    await using sockets = new TestSockets()
    expect(() => sockets.stack.poll({ fds: [], timeout: -1 })).toThrow('about some open descriptor')
    expect(() => sockets.stack.poll({ fds: [{ fd: -1, events: [] }], timeout: -1 })).toThrow(
      'about some open descriptor',
    )
  })
})

describe('epoll', () => {
  const watch = async (sockets: TestSockets, events: readonly EpollEvent[]) => {
    const { client, server } = await sockets.pair()
    const epfd = sockets.own(valueIn(sockets.stack.epoll_create1({ flags: ['EPOLL_CLOEXEC'] })))
    const request = { epfd, operation: 'EPOLL_CTL_ADD', fd: server, events } as const
    expect(sockets.stack.epoll_ctl(request)).toEqual({ value: 0, errno: null })
    expect(sockets.stack.epoll_ctl(request).errno).toBe('EEXIST')
    const wait = async (timeout: number) => valueIn(await sockets.stack.epoll_wait({ epfd, maxEvents: 8, timeout }))
    return { client, server, epfd, wait }
  }

  test('level-triggered tells as long as it is so', async () => {
    await using sockets = new TestSockets()
    const { client, server, wait } = await watch(sockets, ['EPOLLIN'])
    expect(await wait(0)).toEqual([])
    valueIn(await sockets.stack.send({ fd: client, bytes: X }))
    for (const timeout of [-1, 0, 0]) expect(await wait(timeout)).toEqual([{ fd: server, events: ['EPOLLIN'] }])
  })

  test('edge-triggered tells once, and again on new data', async () => {
    await using sockets = new TestSockets()
    const { client, server, wait } = await watch(sockets, ['EPOLLIN', 'EPOLLET'])
    for (let round = 0; round < 2; round++) {
      valueIn(await sockets.stack.send({ fd: client, bytes: X }))
      expect(await wait(-1)).toEqual([{ fd: server, events: ['EPOLLIN'] }])
      expect(await wait(0)).toEqual([])
    }
  })

  test('EPOLLONESHOT tells once, until it is armed again', async () => {
    await using sockets = new TestSockets()
    const { server, epfd, wait } = await watch(sockets, ['EPOLLOUT', 'EPOLLONESHOT'])
    expect(await wait(-1)).toEqual([{ fd: server, events: ['EPOLLOUT'] }])
    expect(await wait(0)).toEqual([])
    sockets.stack.epoll_ctl({ epfd, operation: 'EPOLL_CTL_MOD', fd: server, events: ['EPOLLOUT'] })
    expect(await wait(0)).toHaveLength(1)
    sockets.stack.epoll_ctl({ epfd, operation: 'EPOLL_CTL_DEL', fd: server, events: [] })
    expect(await wait(0)).toEqual([])
  })

  test('several at once are several events', async () => {
    await using sockets = new TestSockets()
    const { client, server, epfd, wait } = await watch(sockets, ['EPOLLOUT'])
    sockets.stack.epoll_ctl({ epfd, operation: 'EPOLL_CTL_ADD', fd: client, events: ['EPOLLOUT', 'EPOLLRDHUP'] })
    sockets.stack.shutdown({ fd: server, how: 'SHUT_WR' })
    await sockets.stack.poll({ fds: [{ fd: client, events: ['POLLRDHUP'] }], timeout: -1 })
    expect(new Set(await wait(-1))).toEqual(
      new Set([
        { fd: server, events: ['EPOLLOUT'] },
        { fd: client, events: ['EPOLLOUT', 'EPOLLRDHUP'] },
      ]),
    )
  })

  test('a wait for no events is EINVAL, on a socket EINVAL, on nothing EBADF', async () => {
    await using sockets = new TestSockets()
    const { server, epfd } = await watch(sockets, ['EPOLLIN'])
    const errno = async (fd: number, maxEvents: number) =>
      (await sockets.stack.epoll_wait({ epfd: fd, maxEvents, timeout: 0 })).errno
    expect([await errno(epfd, 0), await errno(epfd, -1), await errno(server, 1), await errno(1_000_000, 1)]).toEqual([
      'EINVAL',
      'EINVAL',
      'EINVAL',
      'EBADF',
    ])
  })
})
