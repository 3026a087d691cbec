import { CannotAsk } from '../agent/cannot-ask.ts'
import type { CallName, Fd, MaybeNullPointer, Stack } from '../calls.ts'
import { cancelBlocked } from '../libc/cancel.ts'
import { connectionCalls } from '../libc/connection.ts'
import { SOCKET_TYPES } from '../libc/constants.ts'
import { Context } from '../libc/context.ts'
import { controlCalls } from '../libc/control.ts'
import { messageCalls } from '../libc/messages.ts'
import { nameCalls } from '../libc/names.ts'
import { optionCalls } from '../libc/options.ts'
import { readinessCalls } from '../libc/readiness.ts'
import type { CallsInFlight } from '../libc/stack.ts'
import { transferCalls } from '../libc/transfer.ts'
import { LWIP } from './library.ts'

/** The calls that lwIP has. */
type LwipCall = Exclude<CallName, 'dup' | 'epoll_create1' | 'epoll_ctl' | 'epoll_wait'>

/** The sockets of lwIP. */
export type LwipStack = Pick<Stack, LwipCall> & CallsInFlight

/**
 * The sockets API as lwIP gives it to this process, once `startLwip` has started it. A {@link CannotAsk} is thrown
 *
 * - for a null pointer: lwIP takes what a pointer points at without a look, so the call would end this process by SIGSEGV;
 * - for a second bind() of a TCP socket: lwIP would put it into its list of bound sockets again, which is then a ring that
 *   the next bind() goes round for ever (https://github.com/ARMmbed/mbed-os/issues/2424);
 * - for what lwIP has no number for: flags of a descriptor, which is no file, and other counters than that of bytes to read.
 *
 * close() of a listener takes SO_LINGER off before, which means nothing there: lwIP would look whether there is unsent
 * data, where a listener's control block has ended, and abort this process if what it finds there is not 0.
 */
export function lwipStack(): LwipStack {
  const context = new Context(LWIP)
  const { inFlight } = context
  const { dup: _, ...connection } = connectionCalls(context)
  const { poll } = readinessCalls(context)
  const { fcntl, ioctl } = controlCalls(context)
  const names = nameCalls(context)
  const options = optionCalls(context)
  const { send, recv, ...transfer } = transferCalls(context)

  const listens = (fd: Fd): boolean => options.getsockopt({ fd, option: 'SO_ACCEPTCONN' }).value === true
  const isTcp = (fd: Fd): boolean => options.getsockopt({ fd, option: 'SO_TYPE' }).value === SOCKET_TYPES.SOCK_STREAM
  const hasPort = (fd: Fd): boolean => {
    const { value } = names.getsockname({ fd })
    return value !== null && 'port' in value && value.port !== 0
  }
  /** Whether lwIP has the socket in its list of those that are bound and nothing more. */
  const isBound = (fd: Fd): boolean =>
    isTcp(fd) && hasPort(fd) && !listens(fd) && names.getpeername({ fd }).errno === 'ENOTCONN'

  return {
    ...connection,
    bind(request) {
      const { fd } = request
      if (isBound(fd)) {
        throw new CannotAsk(
          'a second bind() of a TCP socket makes a ring of lwIP’s list of bound sockets, so that the next never ends',
        )
      }
      return connection.bind(withPointer(request))
    },
    connect: (request) => connection.connect(withPointer(request)),
    close(request) {
      const { fd } = request
      if (listens(fd)) {
        options.setsockopt({ fd, option: 'SO_LINGER', value: { onoff: false, linger: 0 } })
      }
      return connection.close(request)
    },
    ...transfer,
    send: (request) => send(withPointer(request)),
    recv: (request) => recv(withPointer(request)),
    ...messageCalls(context),
    ...names,
    ...options,
    fcntl(request) {
      const { command } = request
      if (command !== 'F_GETFL' && command !== 'F_SETFL') throw new CannotAsk(`lwip_fcntl() has no ${command}`)
      return fcntl(request)
    },
    ioctl(request) {
      if (request.request !== 'FIONREAD') throw new CannotAsk(`lwip_ioctl() has no ${request.request}`)
      return ioctl(request)
    },
    poll,
    inFlight: (fd) => inFlight.count(fd),
    settled: (fd) => inFlight.settled(fd),
    cancelBlocked: (fd: Fd, within?: number) => cancelBlocked(inFlight, fd, within, LWIP),
  }
}

/** A request without a null pointer. */
function withPointer<Request extends MaybeNullPointer>(request: Request): Request {
  if (request.nullPointer) {
    throw new CannotAsk('lwIP reads and writes at a null pointer as at any other, which would end its process')
  }
  return request
}
