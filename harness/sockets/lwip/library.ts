import koffi from 'koffi'
import { FCNTL_COMMANDS, FILE_STATUS_FLAGS, SOCKET_FLAGS } from '../libc/constants.ts'
import { errnoName } from '../libc/errno.ts'
import type { Argument } from '../libc/ffi.ts'
import type { SocketsFunction, SocketsLibrary } from '../libc/library.ts'
import { type ErrnoName, failed, type Result, succeeded } from '../result.ts'
import { wake } from './cancel.ts'
import { forgetFreed, noticeEnd } from './freed.ts'
import { type LwipFunction, lwip } from './liblwip.ts'

const { SOCK_NONBLOCK } = SOCKET_FLAGS.table
const ANY_SOCKET_FLAG = SOCK_NONBLOCK | SOCKET_FLAGS.table.SOCK_CLOEXEC

/** The calls that lwIP has not. */
type Missing = 'dup' | 'epoll_create1' | 'epoll_ctl' | 'epoll_wait'

/** lwIP's function for a call; that for accept4() does not know the flags. */
const FUNCTIONS: Readonly<Record<Exclude<SocketsFunction, Missing>, LwipFunction>> = {
  socket: 'lwip_socket',
  bind: 'lwip_bind',
  listen: 'lwip_listen',
  accept4: 'lwip_accept',
  connect: 'lwip_connect',
  send: 'lwip_send',
  sendto: 'lwip_sendto',
  sendmsg: 'lwip_sendmsg',
  recv: 'lwip_recv',
  recvfrom: 'lwip_recvfrom',
  recvmsg: 'lwip_recvmsg',
  shutdown: 'lwip_shutdown',
  close: 'lwip_close',
  getsockname: 'lwip_getsockname',
  getpeername: 'lwip_getpeername',
  getsockopt: 'lwip_getsockopt',
  setsockopt: 'lwip_setsockopt',
  poll: 'lwip_poll',
  fcntl: 'lwip_fcntl',
  ioctl: 'lwip_ioctl',
}

/** The sockets API of lwIP, as libc's callers call it. */
export const LWIP: SocketsLibrary = {
  call(name, ...args) {
    const { fn, given, nonblocking } = translated(name, args)
    forgetFreed(name, Number(args[0]))
    return noticed(name, args, made(nonblocking, resultOf(lwip(fn)(...given))))
  },

  callOnThread(name, ...args) {
    const { fn, given, nonblocking } = translated(name, args)
    forgetFreed(name, Number(args[0]))
    return new Promise((resolve, reject) => {
      lwip(fn).async(...given, (error: Error | null, value: number | bigint) => {
        if (error !== null) reject(error)
        else resolve(noticed(name, args, made(nonblocking, resultOf(value))))
      })
    })
  },

  wake,
  stopWaking() {},
}

/**
 * socket() and accept4() of lwIP do not know SOCK_NONBLOCK and SOCK_CLOEXEC. The first is set after the call; the second
 * means nothing where a socket is no file of the kernel.
 */
function translated(
  name: SocketsFunction,
  args: readonly Argument[],
): { fn: LwipFunction; given: readonly Argument[]; nonblocking: boolean } {
  if (!(name in FUNCTIONS)) throw new Error(`lwIP has no ${name}(): do not declare that call.`)
  const fn = FUNCTIONS[name as keyof typeof FUNCTIONS]
  if (name === 'socket') {
    const [domain = null, type, protocol = null] = args
    const given = [domain, Number(type) & ~ANY_SOCKET_FLAG, protocol]
    return { fn, given, nonblocking: (Number(type) & SOCK_NONBLOCK) !== 0 }
  }
  if (name === 'accept4') {
    return { fn, given: args.slice(0, 3), nonblocking: (Number(args[3]) & SOCK_NONBLOCK) !== 0 }
  }
  return { fn, given: args, nonblocking: false }
}

/** The descriptor that a call made, non-blocking if it was to be. */
function made(nonblocking: boolean, result: Result<number>): Result<number> {
  if (nonblocking && result.errno === null) {
    lwip('lwip_fcntl')(result.value, FCNTL_COMMANDS.F_SETFL, FILE_STATUS_FLAGS.table.O_NONBLOCK)
  }
  return result
}

function noticed(name: SocketsFunction, args: readonly Argument[], result: Result<number>): Result<number> {
  noticeEnd(name, Number(args[0]), result)
  return result
}

function resultOf(value: number | bigint): Result<number> {
  return Number(value) === -1 ? failed(nameOf(koffi.errno())) : succeeded(Number(value))
}

/**
 * lwIP has no errno for a device that failed: it leaves −1 (ERR_IF in err.c), which is no error number. What it has for
 * other errors without a number is EIO.
 */
function nameOf(errno: number): ErrnoName {
  return errno === -1 ? 'EIO' : errnoName(errno)
}
