import type { SocketAddress } from './address.ts'
import type { OptionName, Options } from './options.ts'
import type { Result } from './result.ts'

/** A file descriptor number, valid in the process that holds the stack. */
export type Fd = number

/** `SOCK_NONBLOCK` and `SOCK_CLOEXEC`, or'ed into the type (socket(2), accept4(2)). */
export type SocketFlag = 'SOCK_NONBLOCK' | 'SOCK_CLOEXEC'

/** Flags of the send and receive calls (send(2), recv(2)). */
export type MessageFlag =
  | 'MSG_DONTWAIT'
  | 'MSG_NOSIGNAL'
  | 'MSG_PEEK'
  | 'MSG_WAITALL'
  | 'MSG_TRUNC'
  | 'MSG_CTRUNC'
  | 'MSG_OOB'
  | 'MSG_MORE'
  | 'MSG_EOR'
  | 'MSG_ERRQUEUE'

/** Events of poll(2). */
export type PollEvent = 'POLLIN' | 'POLLOUT' | 'POLLPRI' | 'POLLERR' | 'POLLHUP' | 'POLLRDHUP' | 'POLLNVAL'

/** Events and input flags of epoll_ctl(2). */
export type EpollEvent =
  | 'EPOLLIN'
  | 'EPOLLOUT'
  | 'EPOLLPRI'
  | 'EPOLLERR'
  | 'EPOLLHUP'
  | 'EPOLLRDHUP'
  | 'EPOLLET'
  | 'EPOLLONESHOT'

/** One ancillary object (cmsg(3)): its level and type as numbers, its data as bytes. */
export interface ControlMessage {
  readonly level: number
  readonly type: number
  readonly data: Uint8Array
}

/** What recvmsg(2) fills in. */
export interface ReceivedMessage {
  readonly bytes: Uint8Array
  /** The value returned, which with `MSG_TRUNC` may be more than the bytes kept. */
  readonly length: number
  readonly from: SocketAddress | null
  readonly flags: readonly MessageFlag[]
  readonly control: readonly ControlMessage[]
}

/** For asking what a call does with the null pointer in place of its address or buffer; lengths stay as they are. */
export interface MaybeNullPointer {
  readonly nullPointer?: true
}

/**
 * The sockets API as one table: for each call what it is given and what it gives back.
 *
 * Names are those of POSIX and Linux. Where a number is allowed beside a name, it is passed as it is, so that an
 * experiment can ask for what does not exist. Implementations (`libc/`, later an agent's) provide every row as a {@link Stack}.
 */
export interface Calls {
  socket: {
    request: {
      domain: 'AF_INET' | 'AF_INET6' | 'AF_UNIX' | number
      type: 'SOCK_STREAM' | 'SOCK_DGRAM' | 'SOCK_RAW' | 'SOCK_SEQPACKET' | number
      protocol?: 'IPPROTO_TCP' | 'IPPROTO_UDP' | 'IPPROTO_ICMP' | number
      flags?: readonly SocketFlag[]
    }
    value: Fd
  }
  /** `addressLength` overrides the length passed with the address, in bytes. */
  bind: { request: { fd: Fd; address: SocketAddress; addressLength?: number } & MaybeNullPointer; value: 0 }
  listen: { request: { fd: Fd; backlog: number }; value: 0 }
  /** `inheritable` asks for the descriptor as the implementation makes it, also where a host keeps its sockets to itself. */
  accept4: {
    request: { fd: Fd; flags?: readonly SocketFlag[]; inheritable?: true }
    value: { fd: Fd; peer: SocketAddress }
  }
  connect: { request: { fd: Fd; address: SocketAddress; addressLength?: number } & MaybeNullPointer; value: 0 }
  send: { request: { fd: Fd; bytes: Uint8Array; flags?: readonly MessageFlag[] } & MaybeNullPointer; value: number }
  sendto: {
    request: { fd: Fd; bytes: Uint8Array; flags?: readonly MessageFlag[]; to: SocketAddress }
    value: number
  }
  sendmsg: {
    request: {
      fd: Fd
      parts: readonly Uint8Array[]
      flags?: readonly MessageFlag[]
      to?: SocketAddress
      control?: readonly ControlMessage[]
    }
    value: number
  }
  /** Of a stream, `MSG_TRUNC` discards bytes: as many zeros stand for them (tcp(7)). */
  recv: { request: { fd: Fd; length: number; flags?: readonly MessageFlag[] } & MaybeNullPointer; value: Uint8Array }
  /** `from` is null where the call left the address untouched, as a stream socket does. */
  recvfrom: {
    request: { fd: Fd; length: number; flags?: readonly MessageFlag[] }
    value: { bytes: Uint8Array; from: SocketAddress | null }
  }
  /** `controlLength` is the room for ancillary data in bytes, 0 if not given: what then comes is `MSG_CTRUNC`. */
  recvmsg: {
    request: { fd: Fd; length: number; flags?: readonly MessageFlag[]; controlLength?: number }
    value: ReceivedMessage
  }
  shutdown: { request: { fd: Fd; how: 'SHUT_RD' | 'SHUT_WR' | 'SHUT_RDWR' | number }; value: 0 }
  close: { request: { fd: Fd }; value: 0 }
  dup: { request: { fd: Fd }; value: Fd }
  getsockname: { request: { fd: Fd }; value: SocketAddress }
  getpeername: { request: { fd: Fd }; value: SocketAddress }
  getsockopt: { request: { fd: Fd; option: OptionName }; value: Options[OptionName] }
  setsockopt: { request: { fd: Fd; option: OptionName; value: Options[OptionName] }; value: 0 }
  /** `timeout` in milliseconds, −1 for ever. The value lists what is ready, in the order of the request. */
  poll: {
    request: { fds: readonly { fd: Fd; events: readonly PollEvent[] }[]; timeout: number }
    value: readonly { fd: Fd; revents: readonly PollEvent[] }[]
  }
  epoll_create1: { request: { flags?: readonly 'EPOLL_CLOEXEC'[] }; value: Fd }
  epoll_ctl: {
    request: {
      epfd: Fd
      operation: 'EPOLL_CTL_ADD' | 'EPOLL_CTL_MOD' | 'EPOLL_CTL_DEL'
      fd: Fd
      events: readonly EpollEvent[]
    }
    value: 0
  }
  epoll_wait: {
    request: { epfd: Fd; maxEvents: number; timeout: number }
    value: readonly { fd: Fd; events: readonly EpollEvent[] }[]
  }
  /** `F_GETFL` and `F_GETFD` give flags, `F_SETFL` and `F_SETFD` take them (fcntl(2)). */
  fcntl: {
    request: { fd: Fd; command: 'F_GETFL' | 'F_SETFL' | 'F_GETFD' | 'F_SETFD'; flags?: readonly FileFlag[] }
    value: readonly FileFlag[]
  }
  /** Bytes unread, bytes not yet acknowledged, at the urgent mark (tcp(7), sockatmark(3)). */
  ioctl: { request: { fd: Fd; request: 'FIONREAD' | 'SIOCOUTQ' | 'SIOCATMARK' }; value: number }
}

/** File status and descriptor flags that matter to sockets (fcntl(2)). */
export type FileFlag = 'O_RDONLY' | 'O_RDWR' | 'O_NONBLOCK' | 'O_ASYNC' | 'FD_CLOEXEC'

/** The name of a call. */
export type CallName = keyof Calls

/** What a call is given. */
export type Request<Name extends CallName> = Calls[Name]['request']

/** What a call gives back when it succeeds. */
export type Value<Name extends CallName> = Calls[Name]['value']

/**
 * One sockets implementation, as seen by the programs of one host.
 *
 * Every call resolves to a {@link Result} and never rejects because of what the implementation answered; it rejects
 * only when the question could not be asked. A call on a blocking socket really blocks, without stopping other calls.
 */
export type Stack = {
  readonly [Name in CallName]: (request: Request<Name>) => Result<Value<Name>> | Promise<Result<Value<Name>>>
}
