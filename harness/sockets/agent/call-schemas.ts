import { isIPv6 } from 'node:net'
import { z } from 'zod'
import type { CallName, Calls } from '../calls.ts'
import type { OnLine, Same } from './on-line.ts'
import { anyOptionValue, OPTION_NAMES } from './option-schemas.ts'

export { optionSchemas } from './option-schemas.ts'

const fd = z.int32()
const length = z.int().nonnegative()
const done = z.literal(0)
const port = z.int().min(0).max(65_535)
const bytes = z.object({ base64: z.base64() }).meta({ id: 'Bytes' })
const milliseconds = z.int32().describe('Milliseconds; −1 for ever.')
const isTrue = z.literal(true).exactOptional()

const families = z.discriminatedUnion('family', [
  z.object({ family: z.literal('AF_INET'), address: z.ipv4(), port }),
  z.object({
    family: z.literal('AF_INET6'),
    address: z
      .string()
      .refine((text) => isIPv6(text) && !text.includes('%'), 'is no IPv6 address as in RFC 5952, without zone')
      .meta({ format: 'ipv6' }),
    port,
    flowinfo: z.int().min(0).max(0xffff_ffff).exactOptional(),
    scopeId: z.int().min(0).max(0xffff_ffff).exactOptional(),
  }),
  z.object({ family: z.literal('AF_UNIX'), path: z.string() }),
  z.object({ family: z.literal('AF_UNSPEC') }),
])
const address = families.meta({ id: 'Address' })

/** A name, or the number that it stands for. */
const named = <const Names extends readonly string[]>(names: Names) => z.union([z.enum(names), z.int32()])

const socketFlags = z.array(z.enum(['SOCK_NONBLOCK', 'SOCK_CLOEXEC']))
const MESSAGE_FLAGS = [
  'MSG_DONTWAIT',
  'MSG_NOSIGNAL',
  'MSG_PEEK',
  'MSG_WAITALL',
  'MSG_TRUNC',
  'MSG_CTRUNC',
  'MSG_OOB',
  'MSG_MORE',
  'MSG_EOR',
  'MSG_ERRQUEUE',
] as const
const messageFlags = z.array(z.enum(MESSAGE_FLAGS)).meta({ id: 'MessageFlags' })
const fileFlags = z.array(z.enum(['O_RDONLY', 'O_RDWR', 'O_NONBLOCK', 'O_ASYNC', 'FD_CLOEXEC']))
const POLL_EVENTS = ['POLLIN', 'POLLOUT', 'POLLPRI', 'POLLERR', 'POLLHUP', 'POLLRDHUP', 'POLLNVAL'] as const
const pollEvents = z.array(z.enum(POLL_EVENTS)).meta({ id: 'PollEvents' })
const EPOLL_EVENTS = [
  'EPOLLIN',
  'EPOLLOUT',
  'EPOLLPRI',
  'EPOLLERR',
  'EPOLLHUP',
  'EPOLLRDHUP',
  'EPOLLET',
  'EPOLLONESHOT',
] as const
const epollEvents = z.array(z.enum(EPOLL_EVENTS)).meta({ id: 'EpollEvents' })
const control = z.array(z.object({ level: z.int32(), type: z.int32(), data: bytes }))

const toAddress = z.object({ fd, address, addressLength: z.int().exactOptional(), nullPointer: isTrue })
const ofDescriptor = z.object({ fd })
const optionName = z.enum(OPTION_NAMES).meta({ id: 'OptionName' })

const SCHEMAS = {
  socket: {
    request: z.object({
      domain: named(['AF_INET', 'AF_INET6', 'AF_UNIX']),
      type: named(['SOCK_STREAM', 'SOCK_DGRAM', 'SOCK_RAW', 'SOCK_SEQPACKET']),
      protocol: named(['IPPROTO_TCP', 'IPPROTO_UDP', 'IPPROTO_ICMP']).exactOptional(),
      flags: socketFlags.exactOptional(),
    }),
    value: fd,
  },
  bind: { request: toAddress, value: done },
  listen: { request: z.object({ fd, backlog: z.int32() }), value: done },
  accept4: {
    request: z.object({ fd, flags: socketFlags.exactOptional(), inheritable: isTrue }),
    value: z.object({ fd, peer: address }),
  },
  connect: { request: toAddress, value: done },
  send: {
    request: z.object({ fd, bytes, flags: messageFlags.exactOptional(), nullPointer: isTrue }),
    value: length,
  },
  sendto: { request: z.object({ fd, bytes, flags: messageFlags.exactOptional(), to: address }), value: length },
  sendmsg: {
    request: z.object({
      fd,
      parts: z.array(bytes),
      flags: messageFlags.exactOptional(),
      to: address.exactOptional(),
      control: control.exactOptional(),
    }),
    value: length,
  },
  recv: {
    request: z.object({ fd, length, flags: messageFlags.exactOptional(), nullPointer: isTrue }),
    value: bytes,
  },
  recvfrom: {
    request: z.object({ fd, length, flags: messageFlags.exactOptional() }),
    value: z.object({ bytes, from: address.nullable() }),
  },
  recvmsg: {
    request: z.object({
      fd,
      length,
      flags: messageFlags.exactOptional(),
      controlLength: length.exactOptional(),
    }),
    value: z.object({ bytes, length, from: address.nullable(), flags: messageFlags, control }),
  },
  shutdown: { request: z.object({ fd, how: named(['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR']) }), value: done },
  close: { request: ofDescriptor, value: done },
  dup: { request: ofDescriptor, value: fd },
  getsockname: { request: ofDescriptor, value: address },
  getpeername: { request: ofDescriptor, value: address },
  getsockopt: { request: z.object({ fd, option: optionName }), value: anyOptionValue },
  setsockopt: { request: z.object({ fd, option: optionName, value: anyOptionValue }), value: done },
  poll: {
    request: z.object({ fds: z.array(z.object({ fd, events: pollEvents })), timeout: milliseconds }),
    value: z.array(z.object({ fd, revents: pollEvents })),
  },
  epoll_create1: { request: z.object({ flags: z.array(z.enum(['EPOLL_CLOEXEC'])).exactOptional() }), value: fd },
  epoll_ctl: {
    request: z.object({
      epfd: fd,
      operation: z.enum(['EPOLL_CTL_ADD', 'EPOLL_CTL_MOD', 'EPOLL_CTL_DEL']),
      fd,
      events: epollEvents,
    }),
    value: done,
  },
  epoll_wait: {
    request: z.object({ epfd: fd, maxEvents: z.int32(), timeout: milliseconds }),
    value: z.array(z.object({ fd, events: epollEvents })),
  },
  fcntl: {
    request: z.object({
      fd,
      command: z.enum(['F_GETFL', 'F_SETFL', 'F_GETFD', 'F_SETFD']),
      flags: fileFlags.exactOptional(),
    }),
    value: fileFlags,
  },
  ioctl: {
    request: z.object({ fd, request: z.enum(['FIONREAD', 'SIOCOUTQ', 'SIOCATMARK']) }),
    value: z.int32(),
  },
}

/** What one call is given and gives back, as it is on a line. */
interface CallSchema {
  readonly request: z.ZodType
  readonly value: z.ZodType
}

/** Where a row differs from {@link Calls}, its type here is a sentence, to which no schema can be assigned. */
type Checked<Given extends { [Name in CallName]: CallSchema }> = {
  [Name in CallName]: Same<OnLine<z.infer<Given[Name]['request']>>, OnLine<Calls[Name]['request']>> extends true
    ? Same<OnLine<z.infer<Given[Name]['value']>>, OnLine<Calls[Name]['value']>> extends true
      ? CallSchema
      : `the value of ${Name} is not that of Calls`
    : `the request of ${Name} is not that of Calls`
}

/**
 * What every call is given and gives back, as it is on a line: bytes are `{"base64":…}`. The type system holds it to
 * {@link Calls}.
 */
export const callSchemas: Checked<typeof SCHEMAS> = SCHEMAS
