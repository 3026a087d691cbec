import type { CallName, Fd, MessageFlag, Request, Stack, Value } from '../calls.ts'
import type { Result } from '../result.ts'
import { Descriptors } from './descriptors.ts'
import type { Argument } from './ffi.ts'
import { InFlight } from './in-flight.ts'
import { LIBC, type SocketsLibrary } from './library.ts'

/** Calls that can make their thread wait: what the answer comes as depends on the descriptor and the flags. */
export type WaitingCall =
  | 'accept4'
  | 'connect'
  | 'send'
  | 'sendto'
  | 'sendmsg'
  | 'recv'
  | 'recvfrom'
  | 'recvmsg'
  | 'close'
  | 'poll'
  | 'epoll_wait'

/** The rows of `Stack` as libc gives them: a call that never waits is made, and answered, before it returns. */
export type LibcCalls = {
  readonly [Name in CallName]: Name extends WaitingCall ? Stack[Name] : (request: Request<Name>) => Result<Value<Name>>
}

/** What the calls of one stack share. */
export class Context {
  readonly library: SocketsLibrary
  readonly descriptors: Descriptors
  readonly inFlight: InFlight

  constructor(library: SocketsLibrary = LIBC) {
    this.library = library
    this.descriptors = new Descriptors(library)
    this.inFlight = new InFlight(library)
  }

  /** Whether a message call may make its thread wait. The error queue is never waited for (recv(2), MSG_ERRQUEUE). */
  mayWait(fd: Fd, flags: readonly MessageFlag[] = []): boolean {
    return !flags.includes('MSG_DONTWAIT') && !flags.includes('MSG_ERRQUEUE') && this.descriptors.mayWait(fd)
  }

  /**
   * Makes a call, on another thread if it may wait, and gives what is made of its answer. The arguments are asked for at
   * each attempt; where the call may wait, buffers among them must be this call's own.
   */
  make<Answer>(
    name: WaitingCall,
    { fds, waits }: { fds: readonly Fd[]; waits: boolean },
    args: () => readonly Argument[],
    answer: (result: Result<number>) => Answer,
  ): Answer | Promise<Answer> {
    if (!waits) return answer(this.library.call(name, ...args()))
    return this.inFlight.track(name, fds, uninterrupted(this.library, name, args).then(answer))
  }
}

/**
 * Calls on another thread until no signal interrupts the call, as Python does (PEP 475): an EINTR says that a signal
 * came to this process, which no experiment sends, and nothing about sockets. Nothing was transferred before an EINTR;
 * an interrupted connect() goes on, and on Linux calling it again waits for its end; a socket's time-out starts anew.
 */
async function uninterrupted(
  library: SocketsLibrary,
  name: WaitingCall,
  args: () => readonly Argument[],
): Promise<Result<number>> {
  for (;;) {
    const result = await library.callOnThread(name, ...args())
    if (result.errno !== 'EINTR') return result
  }
}
