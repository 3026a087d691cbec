import { inet, inet6, type SocketAddress } from '../../address.ts'
import type { Fd, Request, SocketFlag } from '../../calls.ts'
import type { Result } from '../../result.ts'
import { type LibcStack, libcStack } from '../stack.ts'

/** The value of a result that a test takes for granted. */
export function valueIn<Value>(result: Result<Value>): Value {
  if (result.errno !== null) throw new Error(`a call that this test builds on failed: ${result.errno}`)
  return result.value
}

/** A port of the kernel's choice on the loopback interface. */
export const ANY_PORT = { AF_INET: inet('127.0.0.1', 0), AF_INET6: inet6('::1', 0) } as const

/** A connected pair of TCP sockets. */
export interface Pair {
  readonly client: Fd
  readonly server: Fd
}

/** The sockets of one test, all of which are closed when it ends, whatever still waits on them. */
export class TestSockets implements AsyncDisposable {
  readonly stack: LibcStack = libcStack()
  readonly #fds = new Set<Fd>()

  /** Closes this descriptor too when the test ends. */
  own(fd: Fd): Fd {
    this.#fds.add(fd)
    return fd
  }

  /** The test closes this descriptor itself. */
  close(fd: Fd): void {
    this.#fds.delete(fd)
    this.stack.close({ fd })
  }

  /** A blocking TCP socket over IPv4, unless asked otherwise. */
  socket(request: Partial<Request<'socket'>> = {}): Fd {
    return this.own(valueIn(this.stack.socket({ domain: 'AF_INET', type: 'SOCK_STREAM', ...request })))
  }

  /** A non-blocking socket. */
  nonblocking(request: Partial<Request<'socket'>> = {}): Fd {
    return this.socket({ flags: ['SOCK_NONBLOCK'], ...request })
  }

  /** Where a socket is bound. */
  addressOf(fd: Fd): SocketAddress {
    return valueIn(this.stack.getsockname({ fd }))
  }

  /** A socket bound to an address of the loopback interface. */
  bound(request: Partial<Request<'socket'>> = {}): Fd {
    const fd = this.socket(request)
    const address = request.domain === 'AF_INET6' ? ANY_PORT.AF_INET6 : ANY_PORT.AF_INET
    valueIn(this.stack.bind({ fd, address }))
    return fd
  }

  /** A TCP listener on the loopback interface. */
  listener({ backlog = 8, ...request }: Partial<Request<'socket'>> & { backlog?: number } = {}): Fd {
    const fd = this.bound(request)
    valueIn(this.stack.listen({ fd, backlog }))
    return fd
  }

  /** Takes the client that waited longest. */
  async accept(listener: Fd, flags: readonly SocketFlag[] = []): Promise<Fd> {
    return this.own(valueIn(await this.stack.accept4({ fd: listener, flags })).fd)
  }

  /** Two connected TCP sockets; with SOCK_NONBLOCK both are non-blocking from then on. */
  async pair({ domain = 'AF_INET', flags = [] }: Partial<Request<'socket'>> = {}): Promise<Pair> {
    const listener = this.listener({ domain })
    const client = this.socket({ domain })
    valueIn(await this.stack.connect({ fd: client, address: this.addressOf(listener) }))
    const server = await this.accept(listener, flags)
    if (flags.includes('SOCK_NONBLOCK')) {
      valueIn(this.stack.fcntl({ fd: client, command: 'F_SETFL', flags: ['O_NONBLOCK'] }))
    }
    return { client, server }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const fd of this.#fds) await this.stack.cancelBlocked(fd)
    for (const fd of this.#fds) {
      this.stack.setsockopt({ fd, option: 'SO_LINGER', value: { onoff: true, linger: 0 } })
      this.stack.close({ fd })
    }
  }
}
