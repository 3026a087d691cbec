import { NotOffered } from '../not-offered.ts'
import type { SocketAddress } from '../sockets/address.ts'
import { CALL_NAMES } from '../sockets/call-names.ts'
import type { CallName, Fd, Stack, Value } from '../sockets/calls.ts'
import type { Result } from '../sockets/result.ts'
import type { DescriptorSerials } from './socket-serials.ts'
import type { CallEntry, Trace } from './trace.ts'

type AnyRequest = { readonly fd?: Fd; readonly epfd?: Fd; readonly address?: SocketAddress }
type AnyCall = (request: object) => Result<unknown> | Promise<Result<unknown>>

/**
 * A stack on which every call is put on the trace.
 *
 * @param seen the stack as the programs see it, with the mutant if there is one
 * @param real the stack underneath, asked where a socket's ends are
 */
export function traced(seen: Stack, real: Stack, host: string, trace: Trace, serials: DescriptorSerials): Stack {
  const finish = (entry: CallEntry, name: CallName, result: Result<unknown>): Result<unknown> => {
    trace.end(entry, result)
    follow(entry, name, result, real, serials)
    return result
  }
  const wrap = (name: CallName): AnyCall => {
    const call = seen[name] as AnyCall
    return (request) => {
      const { fd, epfd } = request as AnyRequest
      const entry = trace.begin(host, name, request, serials.serial(fd ?? epfd ?? -1))
      // The number is free as soon as the call begins: another socket may have it before a lingering close() is back.
      if (name === 'close') serials.closed(fd ?? -1)
      const result = call(request)
      return result instanceof Promise
        ? result.then((settled) => finish(entry, name, settled))
        : finish(entry, name, result)
    }
  }
  return Object.fromEntries(CALL_NAMES.map((name) => [name, wrap(name)])) as unknown as Stack
}

/** Keeps account of descriptors, and notes where the socket's ends are after a call that may have moved them. */
function follow(
  entry: CallEntry,
  name: CallName,
  result: Result<unknown>,
  real: Stack,
  serials: DescriptorSerials,
): void {
  const { fd = -1, address = null } = entry.request as AnyRequest
  if (name === 'connect') {
    // Also of a connect() that fails or goes on: its SYN bears the port that the kernel chose.
    noteLocalAddress(entry, real, fd)
    entry.peer = address
  }
  if (result.errno !== null) return
  switch (name) {
    case 'socket':
    case 'dup':
    case 'epoll_create1':
      entry.socket = serials.opened(result.value as Fd)
      return
    case 'accept4': {
      const { fd: accepted, peer } = result.value as Value<'accept4'>
      noteLocalAddress(entry, real, accepted)
      entry.peer = peer
      serials.opened(accepted)
      return
    }
    case 'bind':
    case 'listen':
      noteLocalAddress(entry, real, fd)
      entry.peer = null
      return
    default:
  }
}

/** Notes where a socket's own end is. A stack in another process answers later, one that cannot tell is not asked. */
function noteLocalAddress(entry: CallEntry, real: Stack, fd: Fd): void {
  entry.local = null
  const note = ({ value }: Result<SocketAddress>): void => {
    entry.local = value
  }
  try {
    const answer = real.getsockname({ fd })
    // That it can answer no more is for the call itself to say.
    if (answer instanceof Promise) answer.then(note, () => {})
    else note(answer)
  } catch (error) {
    if (!(error instanceof NotOffered)) throw error
  }
}
