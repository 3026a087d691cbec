import type { CallName, Fd, Stack } from '../calls.ts'
import { cancelBlocked } from '../libc/cancel.ts'
import { connectionCalls } from '../libc/connection.ts'
import { Context } from '../libc/context.ts'
import { controlCalls } from '../libc/control.ts'
import { messageCalls } from '../libc/messages.ts'
import { nameCalls } from '../libc/names.ts'
import { optionCalls } from '../libc/options.ts'
import { readinessCalls } from '../libc/readiness.ts'
import type { CallsInFlight } from '../libc/stack.ts'
import { transferCalls } from '../libc/transfer.ts'
import { failed } from '../result.ts'
import { LWIP } from './library.ts'

/** The calls that lwIP has; of fcntl() the file status flags, of ioctl() FIONREAD. */
type LwipCall = Exclude<CallName, 'dup' | 'epoll_create1' | 'epoll_ctl' | 'epoll_wait'>

/** The sockets of lwIP. */
export type LwipStack = Pick<Stack, LwipCall> & CallsInFlight

/**
 * The sockets API as lwIP gives it to this process, once `startLwip` has started it.
 *
 * lwIP takes what a pointer points at without a look: with the null pointer bind(), connect() and send() would end this
 * process by SIGSEGV. Such calls are not made; ENOSYS says so.
 */
export function lwipStack(): LwipStack {
  const context = new Context(LWIP)
  const { inFlight } = context
  const { dup: _, ...connection } = connectionCalls(context)
  const { poll } = readinessCalls(context)
  const transfer = transferCalls(context)
  return {
    ...connection,
    bind: (request) => (request.nullPointer ? failed('ENOSYS') : connection.bind(request)),
    connect: (request) => (request.nullPointer ? failed('ENOSYS') : connection.connect(request)),
    ...transfer,
    send: (request) => (request.nullPointer ? failed('ENOSYS') : transfer.send(request)),
    recv: (request) => (request.nullPointer ? failed('ENOSYS') : transfer.recv(request)),
    ...messageCalls(context),
    ...nameCalls(context),
    ...optionCalls(context),
    ...controlCalls(context),
    poll,
    inFlight: (fd) => inFlight.count(fd),
    settled: (fd) => inFlight.settled(fd),
    cancelBlocked: (fd: Fd, within?: number) => cancelBlocked(inFlight, fd, within, LWIP),
  }
}
