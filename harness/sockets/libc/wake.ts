import type { Fd } from '../calls.ts'
import { DOMAINS, EPOLL_OPERATIONS, SHUTDOWN_HOW, SOCKET_FLAGS, SOCKET_TYPES } from './constants.ts'
import { encodeEpollEvent, NO_FD } from './epoll-event.ts'
import { call } from './ffi.ts'

/** Sockets that were put into an epoll set to end its epoll_wait(), by the descriptor of the set. */
const bells = new Map<Fd, Fd>()

/**
 * Ends the calls that wait on a descriptor: shutdown(SHUT_RDWR) makes accept4() fail with EINVAL, recv() give 0,
 * send() fail with EPIPE, connect() fail with ECONNRESET and poll() tell POLLHUP, on Linux even where shutdown()
 * itself fails with ENOTCONN. An epoll set, which cannot be shut down, gets a member that is always ready.
 */
export function wake(fd: Fd): void {
  if (call('shutdown', fd, SHUTDOWN_HOW.SHUT_RDWR).errno === 'ENOTSOCK') ringBell(fd)
}

/** Takes away what {@link wake} put into an epoll set, once nothing waits on it any more. */
export function stopWaking(fd: Fd): void {
  const bell = bells.get(fd)
  if (bell === undefined) return
  bells.delete(fd)
  call('close', bell)
}

/** An unconnected stream socket always has EPOLLHUP, which epoll tells unasked. */
function ringBell(epfd: Fd): void {
  if (bells.has(epfd)) return
  const bell = call('socket', DOMAINS.AF_UNIX, SOCKET_TYPES.SOCK_STREAM | SOCKET_FLAGS.table.SOCK_CLOEXEC, 0)
  if (bell.errno !== null) return
  const added = call('epoll_ctl', epfd, EPOLL_OPERATIONS.EPOLL_CTL_ADD, bell.value, encodeEpollEvent(0, NO_FD))
  if (added.errno === null) bells.set(epfd, bell.value)
  else call('close', bell.value)
}
