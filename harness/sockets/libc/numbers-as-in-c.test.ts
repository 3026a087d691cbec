import { constants } from 'node:os'
import { expect, test } from 'vitest'
import { CMSGHDR } from './cmsg.ts'
import * as named from './constants.ts'
import { EPOLL_EVENT } from './epoll-event.ts'
import { errnoNumber } from './errno.ts'
import { IOVEC, MSGHDR } from './msghdr.ts'
import { OPTION_LEVELS, OPTION_TABLE } from './option-table.ts'
import { POLLFD } from './pollfd.ts'
import { ADDRESS_ROOM } from './sockaddr.ts'
import { TCP_INFO_OFFSETS } from './tcp-info.ts'
import { numbersInC } from './testing/c-program.ts'

/** Where a field begins, as a C expression. */
const offsetOf = (struct: string, prefix: string, field: string): string =>
  field === 'size' ? `sizeof(${struct})` : `offsetof(${struct}, ${prefix}${field})`

/** The layout of a C structure in the form of our tables. */
function expectLayout(
  headers: string[],
  struct: string,
  prefix: string,
  layout: Readonly<Record<string, number>>,
): void {
  const fields = Object.keys(layout)
  const inC = numbersInC(
    headers,
    fields.map((field) => offsetOf(struct, prefix, field)),
  )
  expect(layout).toEqual(Object.fromEntries(fields.map((field) => [field, inC[offsetOf(struct, prefix, field)]])))
}

/** Names whose C numbers must be ours. */
function expectNumbers(headers: string[], ours: Readonly<Record<string, number>>): void {
  expect(ours).toEqual(numbersInC(headers, Object.keys(ours)))
}

test('the constants of the calls are those of the C headers', () => {
  const { DOMAINS, SOCKET_TYPES, PROTOCOLS, SHUTDOWN_HOW, SOCKET_FLAGS, MESSAGE_FLAGS } = named
  expectNumbers(['sys/socket.h', 'netinet/in.h'], {
    ...DOMAINS,
    ...SOCKET_TYPES,
    ...PROTOCOLS,
    ...SHUTDOWN_HOW,
    ...SOCKET_FLAGS.table,
    ...MESSAGE_FLAGS.table,
  })
})

test('the constants of poll, epoll, fcntl and ioctl are those of the C headers', () => {
  const { POLL_EVENTS, EPOLL_EVENTS, EPOLL_OPERATIONS, EPOLL_FLAGS } = named
  const { FILE_STATUS_FLAGS, DESCRIPTOR_FLAGS, FCNTL_COMMANDS, IOCTL_REQUESTS } = named
  expectNumbers(['poll.h', 'sys/epoll.h', 'fcntl.h', 'sys/ioctl.h', 'linux/sockios.h'], {
    ...POLL_EVENTS.table,
    ...EPOLL_OPERATIONS,
    ...EPOLL_FLAGS.table,
    ...FILE_STATUS_FLAGS.table,
    ...DESCRIPTOR_FLAGS.table,
    ...FCNTL_COMMANDS,
    ...IOCTL_REQUESTS,
  })
  const bits = Object.keys(EPOLL_EVENTS.table).map((name) => `(unsigned)${name}`)
  expect(Object.values(EPOLL_EVENTS.table)).toEqual(Object.values(numbersInC(['sys/epoll.h'], bits)))
})

test('the numbers of the options are those of the C headers', () => {
  const headers = ['sys/socket.h', 'netinet/in.h', 'netinet/tcp.h']
  expectNumbers(headers, OPTION_LEVELS)
  expectNumbers(headers, Object.fromEntries(Object.entries(OPTION_TABLE).map(([name, [, number]]) => [name, number])))
})

test('an option has the level that its prefix says', () => {
  const prefixes = { SO_: 'SOL_SOCKET', IP_: 'IPPROTO_IP', IPV6_: 'IPPROTO_IPV6', TCP_: 'IPPROTO_TCP' } as const
  for (const [name, [level]] of Object.entries(OPTION_TABLE)) {
    const [, expected] = Object.entries(prefixes).find(([prefix]) => name.startsWith(prefix)) ?? []
    expect([name, level]).toEqual([name, expected === undefined ? undefined : OPTION_LEVELS[expected]])
  }
})

test('the error numbers are those of the C headers', () => {
  const names = [...Object.keys(constants.errno), 'ESOCKTNOSUPPORT', 'EPFNOSUPPORT', 'ESHUTDOWN', 'EHOSTDOWN']
  expectNumbers(['errno.h'], Object.fromEntries(names.map((name) => [name, errnoNumber(name)])))
})

test('structures are laid out as C lays them out', () => {
  expectLayout(['poll.h'], 'struct pollfd', '', POLLFD)
  expectLayout(['sys/epoll.h'], 'struct epoll_event', '', EPOLL_EVENT)
  expectLayout(['sys/socket.h'], 'struct msghdr', 'msg_', MSGHDR)
  expectLayout(['sys/socket.h'], 'struct iovec', 'iov_', IOVEC)
  expectLayout(['sys/socket.h'], 'struct cmsghdr', 'cmsg_', CMSGHDR)
  expectLayout(['linux/tcp.h'], 'struct tcp_info', '', TCP_INFO_OFFSETS)
  expect(numbersInC(['sys/socket.h'], ['sizeof(struct sockaddr_storage)'])).toEqual({
    'sizeof(struct sockaddr_storage)': ADDRESS_ROOM,
  })
})
