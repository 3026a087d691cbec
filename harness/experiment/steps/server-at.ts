import type { SocketAddress } from '../../sockets/address.ts'
import type { SocketKind } from '../../sockets/kinds.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host, TcpOptions } from '../host.ts'

/**
 * A server's socket of a kind, TCP or UDP, at an address of its host: bound, and over TCP listening. Where bind() or listen()
 * may fail, call tryBind() and tryListen() yourself and observe.
 */
export async function serverAt(
  host: Host,
  kind: SocketKind,
  address: SocketAddress,
  { label = 'server', ...options }: TcpOptions = {},
): Promise<Socket> {
  const socket = await host.open(kind, { label, ...options })
  await socket.bind(address)
  if (kind.transport === 'TCP') await socket.listen(BACKLOG)
  return socket
}

/** More clients than come to one server at the same time. */
const BACKLOG = 8
