import type { Fd } from '../calls.ts'
import type { Result } from '../result.ts'
import { type Argument, call, callOnThread } from './ffi.ts'
import { stopWaking, wake } from './wake.ts'

/** The functions of the sockets API in C. */
export type SocketsFunction =
  | 'socket'
  | 'bind'
  | 'listen'
  | 'accept4'
  | 'connect'
  | 'send'
  | 'sendto'
  | 'sendmsg'
  | 'recv'
  | 'recvfrom'
  | 'recvmsg'
  | 'shutdown'
  | 'close'
  | 'dup'
  | 'getsockname'
  | 'getpeername'
  | 'getsockopt'
  | 'setsockopt'
  | 'poll'
  | 'epoll_create1'
  | 'epoll_ctl'
  | 'epoll_wait'
  | 'fcntl'
  | 'ioctl'

/** A C library that has the sockets API with the numbers and structures of this machine's headers. */
export interface SocketsLibrary {
  /** Calls a function on this thread; −1 becomes the name of its errno. */
  call(name: SocketsFunction, ...args: Argument[]): Result<number>
  /** Calls a function on another thread, for calls that may block; its arguments are kept until it is back. */
  callOnThread(name: SocketsFunction, ...args: Argument[]): Promise<Result<number>>
  /** Makes the calls that wait on a descriptor come back; may have to be done again for calls that had not begun. */
  wake(fd: Fd): void
  /** Takes away what {@link wake} left, once nothing waits on the descriptor any more. */
  stopWaking(fd: Fd): void
}

/** The sockets of this kernel. */
export const LIBC: SocketsLibrary = { call, callOnThread, wake, stopWaking }
