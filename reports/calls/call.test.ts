import { describe, expect, it } from 'vitest'
import type { CallEvent, Json } from '../../harness/evidence/trace-schema.ts'
import { callLine } from './call.ts'

const server = { family: 'AF_INET', address: '10.77.0.12', port: 3490 }
const wildcard = { family: 'AF_INET', address: '0.0.0.0', port: 3490 }
const five = { length: 5, base64: 'aGVsbG8=' }

function line(call: string, request: Record<string, Json>, result: CallEvent['result']): string {
  return callLine({
    kind: 'call',
    at: 0,
    until: 1,
    host: 'client',
    call,
    request,
    result,
    socket: 1,
    label: null,
    endpoints: null,
  })
}

const ok = (value: Json): CallEvent['result'] => ({ value, errno: null })
const no = (errno: string): CallEvent['result'] => ({ value: null, errno })

describe('a call is written as a reader says it', () => {
  it.each([
    ['socket', { domain: 'AF_INET', type: 'SOCK_STREAM' }, ok(5), 'socket() = 5'],
    ['socket', { domain: 'AF_INET6', type: 'SOCK_DGRAM' }, ok(5), 'socket(AF_INET6, SOCK_DGRAM) = 5'],
    ['bind', { fd: 5, address: wildcard }, ok(0), 'bind(:3490) = 0'],
    ['bind', { fd: 5, address: { family: 'AF_INET6', address: '::1', port: 1 } }, ok(0), 'bind([::1]:1) = 0'],
    ['listen', { fd: 5, backlog: 1 }, ok(0), 'listen(backlog 1) = 0'],
    ['listen', { fd: 5, backlog: -1 }, ok(0), 'listen(backlog −1) = 0'],
    ['connect', { fd: 4, address: server }, ok(0), 'connect(10.77.0.12:3490) = 0'],
    ['connect', { fd: 4, address: server }, no('ECONNREFUSED'), 'connect(10.77.0.12:3490) = −1 ECONNREFUSED'],
    ['accept4', { fd: 5 }, ok({ fd: 6, peer: { ...server, port: 4 } }), 'accept() = 6 from 10.77.0.12:4'],
    ['send', { fd: 4, bytes: five }, ok(5), 'send(5 bytes) = 5'],
    ['send', { fd: 4, bytes: five, flags: ['MSG_DONTWAIT'] }, ok(5), 'send(5 bytes, MSG_DONTWAIT) = 5'],
    ['sendto', { fd: 4, bytes: five, to: server }, ok(5), 'sendto(5 bytes, to 10.77.0.12:3490) = 5'],
    ['recv', { fd: 4, length: 4096 }, ok(five), 'recv() = 5 bytes'],
    [
      'recv',
      { fd: 4, length: 3, flags: ['MSG_PEEK'] },
      ok({ length: 1, base64: 'aA==' }),
      'recv(up to 3, MSG_PEEK) = 1 byte',
    ],
    ['recv', { fd: 4, length: 4096 }, ok({ length: 0, base64: '' }), 'recv() = 0'],
    [
      'recvfrom',
      { fd: 4, length: 4096 },
      ok({ bytes: five, from: server }),
      'recvfrom() = 5 bytes from 10.77.0.12:3490',
    ],
    [
      'recvmsg',
      { fd: 4, length: 2 },
      ok({ bytes: five, length: 9, from: null, flags: ['MSG_TRUNC'] }),
      'recvmsg(up to 2) = 5 of 9 bytes',
    ],
    ['shutdown', { fd: 4, how: 'SHUT_WR' }, ok(0), 'shutdown(SHUT_WR) = 0'],
    ['getsockname', { fd: 4 }, ok(wildcard), 'getsockname() = :3490'],
    ['getsockopt', { fd: 4, option: 'SO_ERROR' }, ok(null), 'getsockopt(SO_ERROR) = 0'],
    ['getsockopt', { fd: 4, option: 'SO_ERROR' }, ok('ECONNRESET'), 'getsockopt(SO_ERROR) = ECONNRESET'],
    ['setsockopt', { fd: 4, option: 'SO_REUSEADDR', value: true }, ok(0), 'setsockopt(SO_REUSEADDR, 1) = 0'],
    [
      'poll',
      { fds: [{ fd: 4, events: ['POLLIN'] }], timeout: 0 },
      ok([{ fd: 4, revents: [] }]),
      'poll(fd 4 POLLIN, no wait) = 0 ready',
    ],
    [
      'poll',
      { fds: [{ fd: 4, events: ['POLLIN'] }], timeout: 1000 },
      ok([{ fd: 4, revents: ['POLLIN', 'POLLHUP'] }]),
      'poll(fd 4 POLLIN, at most 1 s) = fd 4 POLLIN | POLLHUP',
    ],
    ['fcntl', { fd: 4, command: 'F_GETFL' }, ok(['O_RDWR', 'O_NONBLOCK']), 'fcntl(F_GETFL) = O_RDWR | O_NONBLOCK'],
    ['ioctl', { fd: 4, request: 'FIONREAD' }, ok(5), 'ioctl(FIONREAD) = 5'],
    ['getaddrinfo', { node: 'example.test' }, ok(['10.77.0.12']), 'getaddrinfo({"node":"example.test"}) = 10.77.0.12'],
  ])('%s %j', (call, request, result, expected) => {
    expect(line(call, request as unknown as Record<string, Json>, result)).toBe(expected)
  })

  it('says of a call that has not returned that it has not', () => {
    expect(line('accept4', { fd: 5 }, null)).toBe('accept() has not returned')
  })

  it('shows control characters and direction overrides by their code points', () => {
    expect(line('connect', { address: { family: 'AF_UNIX', path: '\0a\u202eb\u0007' } }, ok(0))).toBe(
      'connect(unix:@a⟨U+202E⟩b⟨U+0007⟩) = 0',
    )
  })
})
