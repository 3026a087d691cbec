import type { SocketAddress } from '../sockets/address.ts'
import { CALL_NAMES } from '../sockets/call-names.ts'
import type { CallName, Fd, Stack, Value } from '../sockets/calls.ts'
import type { Result } from '../sockets/result.ts'
import type { SocketSerials } from './socket-serials.ts'
import type { CallEntry, Trace } from './trace.ts'

type AnyRequest = { readonly fd?: Fd; readonly epfd?: Fd; readonly address?: SocketAddress }
type AnyCall = (request: object) => Result<unknown> | Promise<Result<unknown>>

/**
 * A stack on which every call is put on the trace.
 *
 * @param seen the stack as the programs see it, with the mutant if there is one
 * @param real the stack underneath, asked where a socket's ends are
 */
export function traced(seen: Stack, real: Stack, host: string, trace: Trace, serials: SocketSerials): Stack {
  const finish = (entry: CallEntry, name: CallName, result: Result<unknown>): Result<unknown> => {
    trace.end(entry, result)
    follow(entry, name, result, real, serials)
    return result
  }
  const wrap = (name: CallName): AnyCall => {
    const call = seen[name] as AnyCall
    return (request) => {
      const { fd, epfd } = request as AnyRequest
      const entry = trace.begin(host, name, request, serials.serial(host, fd ?? epfd ?? -1))
      // The number is free as soon as the call begins: another socket may have it before a lingering close() is back.
      if (name === 'close') serials.closed(host, fd ?? -1)
      const result = call(request)
      return result instanceof Promise
        ? result.then((settled) => finish(entry, name, settled))
        : finish(entry, name, result)
    }
  }
  return Object.fromEntries(CALL_NAMES.map((name) => [name, wrap(name)])) as unknown as Stack
}

/** Keeps account of descriptors, and notes where the socket's ends are after a call that may have moved them. */
function follow(entry: CallEntry, name: CallName, result: Result<unknown>, real: Stack, serials: SocketSerials): void {
  const { host } = entry
  const { fd = -1, address = null } = entry.request as AnyRequest
  if (name === 'connect') {
    // Also of a connect() that fails or goes on: its SYN bears the port that the kernel chose.
    noteLocal(entry, real, fd)
    entry.peer = address
  }
  if (result.errno !== null) return
  switch (name) {
    case 'socket':
    case 'dup':
    case 'epoll_create1':
      entry.socket = serials.opened(host, result.value as Fd)
      return
    case 'accept4': {
      const { fd: accepted, peer } = result.value as Value<'accept4'>
      noteLocal(entry, real, accepted)
      entry.peer = peer
      serials.opened(host, accepted)
      return
    }
    case 'bind':
    case 'listen':
      noteLocal(entry, real, fd)
      entry.peer = null
      return
    default:
  }
}

/** Notes what getsockname() says of a descriptor, as soon as it says it; null until then, and if it cannot be asked. */
function noteLocal(entry: CallEntry, real: Stack, fd: Fd): void {
  const note = ({ value }: Result<SocketAddress>): void => {
    entry.local = value
  }
  entry.local = null
  const answer = real.getsockname({ fd })
  if (answer instanceof Promise) answer.then(note, () => {})
  else note(answer)
}
