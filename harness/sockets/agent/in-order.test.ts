import { expect, test } from 'vitest'
import { inOrder } from './in-order.ts'

test('Events are in the order of poll(), however an agent lists them', () => {
  const told = [{ fd: 4, revents: ['POLLRDHUP', 'POLLOUT', 'POLLHUP', 'POLLIN'] }]
  expect(inOrder('poll', told)).toEqual([{ fd: 4, revents: ['POLLIN', 'POLLOUT', 'POLLHUP', 'POLLRDHUP'] }])
})

test('Events are in the order of epoll_wait(), however an agent lists them', () => {
  const told = [{ fd: 4, events: ['EPOLLHUP', 'EPOLLIN'] }]
  expect(inOrder('epoll_wait', told)).toEqual([{ fd: 4, events: ['EPOLLIN', 'EPOLLHUP'] }])
})

test('What other calls gave back stays as it is', () => {
  expect(inOrder('recv', new Uint8Array([2, 1]))).toEqual(new Uint8Array([2, 1]))
})
