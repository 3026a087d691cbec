import koffi from 'koffi'
import { expect, test } from 'vitest'
import type { Fd } from '../calls.ts'
import { blockedIn } from './testing/blocked.ts'
import { TestSockets, valueIn } from './testing/test-sockets.ts'
import { until } from './testing/until.ts'
import { type WaitingSystemCall, waitingThreads } from './waiting-threads.ts'

const SIGUSR2 = 12
const tgkill = koffi.load(null).func('int tgkill(int process, int thread, int signal)')

/** Sends the thread that sleeps in a call a signal, and waits until its handler has run. */
async function interrupt(call: WaitingSystemCall, fd: Fd): Promise<void> {
  let handled = false
  process.once('SIGUSR2', () => {
    handled = true
  })
  for (const thread of waitingThreads(call, fd)) tgkill(process.pid, thread, SIGUSR2)
  await until('the signal was handled', () => handled)
}

test('a recv() with time-out that a signal interrupts goes on', async () => {
  await using sockets = new TestSockets()
  const { client, server } = await sockets.pair()
  sockets.stack.setsockopt({ fd: server, option: 'SO_RCVTIMEO', value: 60_000 })
  const receiving = sockets.stack.recv({ fd: server, length: 1 })
  await blockedIn('recvfrom', server)
  await interrupt('recvfrom', server)
  valueIn(await sockets.stack.send({ fd: client, bytes: new Uint8Array(1), flags: ['MSG_DONTWAIT'] }))
  expect(valueIn(await receiving)).toHaveLength(1)
})

test('an epoll_wait() that a signal interrupts waits the rest of its time', async () => {
  await using sockets = new TestSockets()
  const epfd = sockets.own(valueIn(sockets.stack.epoll_create1({})))
  const start = performance.now()
  const waiting = sockets.stack.epoll_wait({ epfd, maxEvents: 1, timeout: 200 })
  await blockedIn('epoll_wait', epfd)
  await interrupt('epoll_wait', epfd)
  expect(await waiting).toEqual({ value: [], errno: null })
  expect(performance.now() - start).toBeGreaterThanOrEqual(200)
})

test('a connect() with time-out that a signal interrupts goes on', async () => {
  await using sockets = new TestSockets()
  const listener = sockets.listener({ backlog: 0 })
  const address = sockets.addressOf(listener)
  valueIn(await sockets.stack.connect({ fd: sockets.socket(), address }))
  const fd = sockets.socket()
  sockets.stack.setsockopt({ fd, option: 'SO_SNDTIMEO', value: 60_000 })
  const connecting = sockets.stack.connect({ fd, address })
  await blockedIn('connect', fd)
  await interrupt('connect', fd)
  await sockets.accept(listener)
  expect(await connecting).toEqual({ value: 0, errno: null })
})
