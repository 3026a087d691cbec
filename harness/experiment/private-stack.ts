import type { Machine } from '../lab/machine.ts'
import type { SocketFlag } from '../sockets/calls.ts'
import type { LibcStack } from '../sockets/libc/stack.ts'

/**
 * The sockets of one machine, kept from the programs that the harness starts there: without SOCK_CLOEXEC every child
 * process, `ip` for one, would inherit them, and a socket closed here would live on there and keep its FIN back.
 * The timeline shows the flags that the experiment gave. What it asks for as `inheritable` stays as it is: it is for the
 * experiment to set FD_CLOEXEC before a program starts.
 */
export function privateStack(libc: LibcStack, machine: Machine): LibcStack {
  const closedOnExec = <Request extends { readonly flags?: readonly SocketFlag[] }>(request: Request): Request => ({
    ...request,
    flags: [...(request.flags ?? []), 'SOCK_CLOEXEC'],
  })
  return {
    ...libc,
    // A socket belongs to the network namespace in which it is made, so this call is made there.
    socket: (request) => machine.lingerWithin(() => libc.socket(closedOnExec(request))),
    accept4: (request) => libc.accept4(request.inheritable ? request : closedOnExec(request)),
  }
}
