import type { SocketAddress } from '../../sockets/address.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host } from '../host.ts'

/** What the timeline calls the two sockets of a connection. */
export interface EndNames {
  readonly client?: string
  readonly server?: string
}

/**
 * Connects a host to a listener that nobody else connects to meanwhile, and accepts: both ends of one connection.
 * Where connecting may fail, call tryConnect() and tryAccept() yourself and observe.
 *
 * @param address where the listener listens
 */
export async function connected(
  host: Host,
  address: SocketAddress,
  listener: Socket,
  { client = 'client', server = 'accepted' }: EndNames = {},
): Promise<{ readonly client: Socket; readonly server: Socket }> {
  const near = await host.connect(address, { label: client })
  return { client: near, server: await listener.accept([], server) }
}
