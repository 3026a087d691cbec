import type { SocketKind } from '../../sockets/kinds.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host } from '../host.ts'

/** Which kind of sockets to make, and whether the one that receives is not to wait (SOCK_NONBLOCK). */
export interface WhichSockets {
  readonly kind: SocketKind
  readonly port: number
  readonly nonblocking?: boolean
}

/**
 * Two connected sockets of any kind, of which one sends to the other: the ends of a TCP connection, or UDP sockets. The
 * receiver is bound to a port of its host; of UDP it is not connected.
 */
export async function senderAndReceiver(
  client: Host,
  server: Host,
  { kind, port, nonblocking = false }: WhichSockets,
): Promise<{ readonly sender: Socket; readonly receiver: Socket }> {
  const address = kind.at(server, port)
  const sender = await client.open(kind, { label: 'sender' })
  if (kind.transport === 'UDP') {
    const receiver = await server.receiver(port, { kind, nonblocking })
    await sender.connect(address)
    return { sender, receiver }
  }
  const listener = await server.listener(port, { kind })
  await sender.connect(address)
  return { sender, receiver: await listener.accept(nonblocking ? ['SOCK_NONBLOCK'] : [], 'receiver') }
}
