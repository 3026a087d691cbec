import type { SocketAddress } from '../../sockets/address.ts'
import { SOCKET_KINDS, type SocketKind } from '../../sockets/kinds.ts'
import type { Tools } from '../tools.ts'
import type { Sides } from './pair.ts'

/**
 * A listener of the server whose accept queue is full, so that whoever knocks next gets no answer.
 *
 * @returns its address
 */
export async function fullQueue(
  { client, server }: Sides,
  { port: newPort, until }: Pick<Tools, 'port' | 'until'>,
  kind: SocketKind = SOCKET_KINDS['TCP over IPv4'],
): Promise<SocketAddress> {
  const port = newPort()
  const address = kind.at(server, port)
  const listener = await server.listener(port, { kind, backlog: 0 })
  await client.connect(address, { label: 'the one in the queue' })
  await until('the queue to be full', () => server.isWaiting(listener), Boolean)
  return address
}
