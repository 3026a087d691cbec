import { addressText, type SocketAddress } from '../sockets/address.ts'
import { CALL_NAMES } from '../sockets/call-names.ts'
import type { CallName, Fd, Stack, Value } from '../sockets/calls.ts'
import type { Result } from '../sockets/result.ts'
import type { CallEntry, Trace } from './trace.ts'

/** Gives each socket of a run a serial number, since the kernel uses a descriptor again as soon as it is closed. */
export class SocketSerials {
  readonly #serials = new Map<Fd, number>()
  readonly #labels = new Map<number, string>()
  #last = 0

  serial(fd: Fd): number | null {
    return this.#serials.get(fd) ?? null
  }

  opened(fd: Fd): number {
    this.#last += 1
    this.#serials.set(fd, this.#last)
    return this.#last
  }

  closed(fd: Fd): void {
    this.#serials.delete(fd)
  }

  /** Names a socket for the reader of the trace. */
  name(fd: Fd, label: string): void {
    const serial = this.#serials.get(fd)
    if (serial !== undefined) this.#labels.set(serial, label)
  }

  label(serial: number | null): string | null {
    return serial === null ? null : (this.#labels.get(serial) ?? null)
  }
}

type AnyRequest = { fd?: Fd; epfd?: Fd }
type AnyCall = (request: object) => Result<unknown> | Promise<Result<unknown>>

/**
 * A stack on which every call is put on the trace.
 *
 * @param seen the stack as the programs see it, with the mutant if there is one
 * @param real the stack underneath, asked where a socket's ends are
 */
export function traced(seen: Stack, real: Stack, host: string, trace: Trace, serials: SocketSerials): Stack {
  const wrap = (name: CallName): AnyCall => {
    const call = seen[name] as AnyCall
    return (request) => {
      const { fd, epfd } = request as AnyRequest
      const serial = serials.serial(fd ?? epfd ?? -1)
      const entry = trace.begin(host, name, request, serial, serials.label(serial))
      const finish = (result: Result<unknown>): Result<unknown> => {
        trace.end(entry, result)
        follow(name, entry, fd, result, real, serials)
        return result
      }
      const result = call(request)
      return result instanceof Promise ? result.then(finish) : finish(result)
    }
  }
  return Object.fromEntries(CALL_NAMES.map((name) => [name, wrap(name)])) as unknown as Stack
}

/** Keeps account of descriptors, and notes where the socket's ends are after a call that may have moved them. */
function follow(
  name: CallName,
  entry: CallEntry,
  fd: Fd | undefined,
  result: Result<unknown>,
  real: Stack,
  serials: SocketSerials,
): void {
  if (name === 'connect' && fd !== undefined) entry.endpoints = endpoints(real, fd)
  if (result.errno !== null) return
  switch (name) {
    case 'socket':
    case 'dup':
    case 'epoll_create1':
      entry.socket = serials.opened(result.value as Fd)
      break
    case 'accept4': {
      const accepted = (result.value as Value<'accept4'>).fd
      entry.endpoints = endpoints(real, accepted)
      serials.opened(accepted)
      break
    }
    case 'close':
      if (fd !== undefined) serials.closed(fd)
      break
    case 'bind':
    case 'listen':
      if (fd !== undefined) entry.endpoints = endpoints(real, fd)
      break
    default:
  }
}

function endpoints(real: Stack, fd: Fd): NonNullable<CallEntry['endpoints']> {
  return { local: textOf(real.getsockname({ fd })), peer: textOf(real.getpeername({ fd })) }
}

function textOf(result: Result<SocketAddress> | Promise<Result<SocketAddress>>): string | null {
  if (result instanceof Promise || result.errno !== null) return null
  return addressText(result.value)
}
