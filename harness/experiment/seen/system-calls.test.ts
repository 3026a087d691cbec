import { expect, test } from 'vitest'
import { systemCalls } from './system-calls.ts'

test('A call has its thread, name, arguments and result', () => {
  expect(systemCalls(['4756  socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, IPPROTO_IP) = 3'])).toEqual([
    { pid: 4756, name: 'socket', args: ['AF_INET', 'SOCK_STREAM|SOCK_CLOEXEC', 'IPPROTO_IP'], result: '3' },
  ])
})

test('Commas within brackets and strings do not separate arguments', () => {
  const [connect, send] = systemCalls([
    'connect(4, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}, 16) = -1 ECONNREFUSED (Connection refused)',
    'sendto(4, "a, \\"b) = {\\\\", 5, 0, NULL, 0)    = 5',
  ])
  expect(connect?.args).toEqual(['4', '{sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("10.0.0.1")}', '16'])
  expect(connect?.result).toBe('-1 ECONNREFUSED (Connection refused)')
  expect(send?.args).toEqual(['4', '"a, \\"b) = {\\\\"', '5', '0', 'NULL', '0'])
  expect(send?.pid).toBeNull()
})

test('A call that is interrupted by another thread’s is put together, where it began', () => {
  const calls = systemCalls([
    '[pid    10] accept4(3,  <unfinished ...>',
    '[pid    11] close(5)                          = 0',
    '[pid    10] <... accept4 resumed>NULL, NULL, SOCK_CLOEXEC) = 4',
  ])
  expect(calls).toEqual([
    { pid: 10, name: 'accept4', args: ['3', 'NULL', 'NULL', 'SOCK_CLOEXEC'], result: '4' },
    { pid: 11, name: 'close', args: ['5'], result: '0' },
  ])
})

test('A call that never comes back is there, without a result', () => {
  expect(systemCalls(['7  recvfrom(3,  <unfinished ...>', '7  +++ killed by SIGKILL +++'])).toEqual([
    { pid: 7, name: 'recvfrom', args: ['3'], result: '?' },
  ])
})

test('Lines that are no calls are left out', () => {
  expect(systemCalls(['hello', '', '4756  +++ exited with 0 +++', '--- SIGCHLD {si_signo=SIGCHLD} ---'])).toEqual([])
})
