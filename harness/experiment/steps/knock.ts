import type { SocketAddress } from '../../sockets/address.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host } from '../host.ts'
import type { Tools } from '../tools.ts'

/** Who knocks where, and how often. */
export interface Knocking {
  readonly client: Host
  readonly server: Host
  /** Where the listener listens. */
  readonly address: SocketAddress
  /** A listening socket of the server that never accepts. */
  readonly listener: Socket
  readonly clients: number
}

/**
 * Clients that knock at a listener one after the other, each with a non-blocking connect(). The next one waits until the
 * server has dealt with the one before: its connection stands in the accept queue, its SYN was dropped, or it was refused.
 */
export async function knockInTurn(
  { client, server, address, listener, clients }: Knocking,
  { eventually }: Pick<Tools, 'eventually'>,
): Promise<readonly Socket[]> {
  const dropped = server.counting('TcpExt.ListenDrops')
  const waiting = await server.queueLength(listener)
  const domain = address.family === 'AF_INET6' ? 'AF_INET6' : 'AF_INET'
  const sockets: Socket[] = []
  const dealtWith = async (): Promise<number> => {
    const states = await Promise.all(sockets.map((one) => client.tcpState(one)))
    const refused = states.filter((state) => state === 'CLOSE').length
    return (await server.queueLength(listener)) - waiting + dropped() + refused
  }
  while (sockets.length < clients) {
    const socket = await client.open(
      { domain, type: 'SOCK_STREAM' },
      { label: `client ${sockets.length + 1}`, nonblocking: true },
    )
    await socket.tryConnect(address)
    sockets.push(socket)
    await eventually(dealtWith, (count) => count >= sockets.length)
  }
  return sockets
}
