import type { EpollEvent, FileFlag, MessageFlag, PollEvent, SocketFlag } from '../calls.ts'
import { BitNames } from './bit-names.ts'
import { RequestError } from './request-error.ts'

/*
 * Numbers of Linux on x86_64 and arm64. They are those of asm-generic; Alpha, MIPS, PA-RISC and SPARC differ.
 */

/** Address families (`bits/socket.h`, socket(2)). */
export const DOMAINS = { AF_UNSPEC: 0, AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 } as const

/** Socket types (`bits/socket_type.h`, socket(2)). */
export const SOCKET_TYPES = { SOCK_STREAM: 1, SOCK_DGRAM: 2, SOCK_RAW: 3, SOCK_SEQPACKET: 5 } as const

/** Flags or'ed into the type (`bits/socket_type.h`, socket(2), accept4(2)). */
export const SOCKET_FLAGS = new BitNames<SocketFlag>({ SOCK_NONBLOCK: 0o4000, SOCK_CLOEXEC: 0o2000000 })

/** Transport protocols (`netinet/in.h`, protocols(5)). */
export const PROTOCOLS = { IPPROTO_ICMP: 1, IPPROTO_TCP: 6, IPPROTO_UDP: 17 } as const

/** Directions of shutdown(2) (`sys/socket.h`). */
export const SHUTDOWN_HOW = { SHUT_RD: 0, SHUT_WR: 1, SHUT_RDWR: 2 } as const

/** Flags of the send and receive calls (`bits/socket.h`, send(2), recv(2)). */
export const MESSAGE_FLAGS = new BitNames<MessageFlag>({
  MSG_OOB: 0x01,
  MSG_PEEK: 0x02,
  MSG_CTRUNC: 0x08,
  MSG_TRUNC: 0x20,
  MSG_DONTWAIT: 0x40,
  MSG_EOR: 0x80,
  MSG_WAITALL: 0x100,
  MSG_ERRQUEUE: 0x2000,
  MSG_NOSIGNAL: 0x4000,
  MSG_MORE: 0x8000,
})

/** Events of poll(2) (`bits/poll.h`). */
export const POLL_EVENTS = new BitNames<PollEvent>({
  POLLIN: 0x01,
  POLLPRI: 0x02,
  POLLOUT: 0x04,
  POLLERR: 0x08,
  POLLHUP: 0x10,
  POLLNVAL: 0x20,
  POLLRDHUP: 0x2000,
})

/** Events and input flags of epoll_ctl(2) (`sys/epoll.h`). */
export const EPOLL_EVENTS = new BitNames<EpollEvent>({
  EPOLLIN: 0x01,
  EPOLLPRI: 0x02,
  EPOLLOUT: 0x04,
  EPOLLERR: 0x08,
  EPOLLHUP: 0x10,
  EPOLLRDHUP: 0x2000,
  EPOLLONESHOT: 0x4000_0000,
  EPOLLET: 0x8000_0000,
})

/** Operations of epoll_ctl(2) (`sys/epoll.h`). */
export const EPOLL_OPERATIONS = { EPOLL_CTL_ADD: 1, EPOLL_CTL_DEL: 2, EPOLL_CTL_MOD: 3 } as const

/** Flags of epoll_create1(2) (`sys/epoll.h`). */
export const EPOLL_FLAGS = new BitNames<'EPOLL_CLOEXEC'>({ EPOLL_CLOEXEC: 0o2000000 })

/** File status flags and access modes (`bits/fcntl-linux.h`, F_GETFL of fcntl(2)); O_RDONLY has no bit. */
export const FILE_STATUS_FLAGS = new BitNames<Exclude<FileFlag, 'FD_CLOEXEC'>>({
  O_RDONLY: 0,
  O_RDWR: 0o2,
  O_NONBLOCK: 0o4000,
  O_ASYNC: 0o20000,
})

/** Descriptor flags (`fcntl.h`, F_GETFD of fcntl(2)). */
export const DESCRIPTOR_FLAGS = new BitNames<'FD_CLOEXEC'>({ FD_CLOEXEC: 1 })

/** Commands of fcntl(2) (`bits/fcntl-linux.h`). */
export const FCNTL_COMMANDS = { F_GETFD: 1, F_SETFD: 2, F_GETFL: 3, F_SETFL: 4 } as const

/** Requests of ioctl(2) on sockets (`asm-generic/ioctls.h`, `asm-generic/sockios.h`, `linux/sockios.h`; tcp(7)). */
export const IOCTL_REQUESTS = { FIONREAD: 0x541b, SIOCOUTQ: 0x5411, SIOCATMARK: 0x8905 } as const

/** The number of a constant given by name, or the number itself where a number is given. */
export function numberOf<Name extends string>(
  table: Readonly<Record<Name, number>>,
  value: NoInfer<Name> | number,
): number {
  if (typeof value === 'number') return value
  const number: number | undefined = table[value]
  if (number === undefined) {
    throw new RequestError('a constant', `a number or one of ${Object.keys(table).join(', ')}`, value)
  }
  return number
}
