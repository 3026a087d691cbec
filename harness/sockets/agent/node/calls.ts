import type { CallName, Fd, MessageFlag, Request, Stack, Value } from '../../calls.ts'
import { failed, type Result, succeeded } from '../../result.ts'
import { CannotAsk } from '../cannot-ask.ts'
import type { NodeSocket, SocketCall } from './node-socket.ts'
import { poll } from './readiness.ts'
import { TcpSocket } from './tcp-socket.ts'
import { UdpSocket } from './udp-socket.ts'

const SOCKET_CALLS = [
  'bind',
  'listen',
  'connect',
  'send',
  'sendto',
  'recv',
  'recvfrom',
  'shutdown',
  'getsockname',
  'getpeername',
  'getsockopt',
  'setsockopt',
] as const satisfies readonly SocketCall[]

/** The first descriptor: 0 to 2 are those of the agent. */
const FIRST = 3

/** The calls that Node's net and dgram can make, and what they are made on. */
export interface NodeCalls {
  readonly calls: Partial<Stack>
  /** Ends what waits on these descriptors. */
  readonly cancel: (fds: readonly Fd[]) => void
}

/** The sockets API as Node's own net and dgram give it; the numbers of descriptors are the agent's. */
export function nodeCalls(): NodeCalls {
  const sockets = new Map<Fd, NodeSocket>()

  function open(socket: NodeSocket): Fd {
    let fd = FIRST
    while (sockets.has(fd)) fd += 1
    sockets.set(fd, socket)
    return fd
  }

  function on<Name extends (typeof SOCKET_CALLS)[number]>(name: Name): Stack[Name] {
    return ((request: { fd: Fd; flags?: readonly MessageFlag[] }) => {
      const socket = sockets.get(request.fd)
      if (socket === undefined) return failed('EBADF')
      const method = socket[name]?.bind(socket) as
        | ((request: object, waits: boolean) => Result<Value<Name>> | Promise<Result<Value<Name>>>)
        | undefined
      const waits = !socket.nonblocking && !(request.flags?.includes('MSG_DONTWAIT') ?? false)
      if (method === undefined) throw new CannotAsk(`Node has nothing for ${name}() of a socket of this type`)
      return method(request, waits)
    }) as Stack[Name]
  }

  async function accept4({ fd, flags = [] }: Request<'accept4'>): Promise<Result<Value<'accept4'>>> {
    const listener = sockets.get(fd)
    if (listener === undefined) return failed('EBADF')
    if (listener.accept === undefined) throw new CannotAsk('dgram.Socket has nothing for accept4()')
    const tryIt = () => listener.accept?.(flags.includes('SOCK_NONBLOCK'))
    const { changes, nonblocking } = listener
    const { value, errno } = await (nonblocking ? changes.now(tryIt) : changes.until(tryIt))
    if (errno !== null) return failed(errno)
    const peer = await value.getpeername?.({ fd }, false)
    // A peer that has gone already has no address any more, see net.Socket.remoteAddress.
    return succeeded({ fd: open(value), peer: peer?.value ?? { family: 'AF_UNSPEC' } })
  }

  async function close({ fd }: Request<'close'>): Promise<Result<0>> {
    const socket = sockets.get(fd)
    if (socket === undefined) return failed('EBADF')
    sockets.delete(fd)
    return socket.close({ fd }, false)
  }

  const about = Object.fromEntries(SOCKET_CALLS.map((name) => [name, on(name)])) as Pick<
    Stack,
    (typeof SOCKET_CALLS)[number]
  >
  return {
    calls: {
      ...about,
      socket: (request) => made(request, open),
      accept4,
      close,
      poll: (request) => poll(request, (fd) => sockets.get(fd)),
    } satisfies { [Name in CallName]?: Stack[Name] },
    cancel: (fds) => {
      for (const fd of fds) sockets.get(fd)?.changes.cancel()
    },
  }
}

const KINDS = {
  SOCK_STREAM: { protocol: 'IPPROTO_TCP', make: TcpSocket },
  SOCK_DGRAM: { protocol: 'IPPROTO_UDP', make: UdpSocket },
} as const

/** Node has TCP and UDP, over IPv4 and IPv6. */
function made(
  { domain, type, protocol = 0, flags = [] }: Request<'socket'>,
  open: (socket: NodeSocket) => Fd,
): Result<Fd> {
  if (domain !== 'AF_INET' && domain !== 'AF_INET6') throw new CannotAsk(`Node has no sockets of the family ${domain}`)
  if (type !== 'SOCK_STREAM' && type !== 'SOCK_DGRAM') throw new CannotAsk(`Node has no sockets of the type ${type}`)
  const kind = KINDS[type]
  if (protocol !== 0 && protocol !== kind.protocol) throw new CannotAsk(`Node is given no protocol such as ${protocol}`)
  return succeeded(open(new kind.make(domain, flags.includes('SOCK_NONBLOCK'))))
}
