import { SOCKET_KINDS, type SocketKind } from '../../sockets/kinds.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host, SocketOptions } from '../host.ts'
import { connected, type EndNames } from './connected.ts'

/** Where the two ends of a connection live. */
export interface Sides {
  readonly client: Host
  readonly server: Host
}

/** How to make a pair. */
export interface PairOptions extends EndNames {
  /** TCP over IPv4 if not given. */
  readonly kind?: SocketKind
  /** Set on the listener before bind(); the accepted socket inherits it (socket(7), tcp(7)). */
  readonly set?: SocketOptions
}

/** A listener at a port of the server, and both ends of one connection to it. */
export async function pair(
  { client, server }: Sides,
  port: number,
  { kind = SOCKET_KINDS['TCP over IPv4'], set = {}, ...names }: PairOptions = {},
): Promise<{ readonly listener: Socket; readonly client: Socket; readonly server: Socket }> {
  const listener = await server.listener(port, { kind, set })
  return { listener, ...(await connected(client, kind.at(server, port), listener, names)) }
}
