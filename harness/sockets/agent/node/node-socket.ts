import type { CallName, PollEvent, Request, Value } from '../../calls.ts'
import type { Result } from '../../result.ts'
import type { Changes } from './changes.ts'

/** Calls that are about one socket. */
export type SocketCall = Exclude<
  CallName,
  'socket' | 'accept4' | 'dup' | 'poll' | 'epoll_create1' | 'epoll_ctl' | 'epoll_wait' | 'fcntl' | 'ioctl'
>

/** A call on a socket, and whether it is to wait. */
type Method<Name extends SocketCall> = (
  request: Request<Name>,
  waits: boolean,
) => Result<Value<Name>> | Promise<Result<Value<Name>>>

/** What stands behind a descriptor: the calls that Node can make on it, and how it is with it. */
export type NodeSocket = { readonly [Name in SocketCall]?: Method<Name> } & {
  readonly changes: Changes
  readonly nonblocking: boolean
  /** What of these poll(2) would tell, as Node knows it. */
  readonly ready: () => readonly PollEvent[]
  readonly close: Method<'close'>
  /** Takes a connection that came; undefined where none waits. Of a listener only. */
  readonly accept?: (nonblocking: boolean) => Result<NodeSocket> | undefined
}
