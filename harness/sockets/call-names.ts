import type { CallName } from './calls.ts'

/** Every call of the sockets API, in the order of the table of calls. */
const ROWS: Readonly<Record<CallName, true>> = {
  socket: true,
  bind: true,
  listen: true,
  accept4: true,
  connect: true,
  send: true,
  sendto: true,
  sendmsg: true,
  recv: true,
  recvfrom: true,
  recvmsg: true,
  shutdown: true,
  close: true,
  dup: true,
  getsockname: true,
  getpeername: true,
  getsockopt: true,
  setsockopt: true,
  poll: true,
  epoll_create1: true,
  epoll_ctl: true,
  epoll_wait: true,
  fcntl: true,
  ioctl: true,
}

/** The names of all calls. */
export const CALL_NAMES = Object.keys(ROWS) as readonly CallName[]
