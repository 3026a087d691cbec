import type { TcpState } from '../../sockets/options.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host } from '../host.ts'
import type { Tools } from '../tools.ts'

/** Who knocks where at once. */
export interface KnockingAtOnce {
  readonly client: Host
  readonly server: Host
  readonly backlog: number
  /** Two or more. */
  readonly clients: number
}

/** What became of clients that knocked at once. */
export interface KnockedAtOnce {
  readonly port: number
  readonly listener: Socket
  /** Their states when each SYN had been answered or dropped, and no final ACK sent. */
  readonly states: readonly TcpState[]
  /** The client that knocked first and sent its final ACK last. */
  readonly last: Socket
}

/**
 * Clients that knock so close together that every SYN is there before the first final ACK. Then they send their final ACKs
 * with five bytes each, the first client after all others.
 *
 * Over a link with delay that is the usual course of events. Here each client keeps its final ACK for the first data that
 * it sends (TCP_QUICKACK 0, tcp(7)). The kernel sends it after 200 ms all the same; a process that was starved for so long
 * begins again, at another port.
 */
export async function knockAtOnce(
  { client, server, backlog, clients }: KnockingAtOnce,
  { port, until, eventually }: Pick<Tools, 'port' | 'until' | 'eventually'>,
): Promise<KnockedAtOnce> {
  const knock = async (): Promise<KnockedAtOnce> => {
    const address = server.at(port())
    const listener = await server.listener(address.port, { backlog })
    const dropped = server.counting('TcpExt.ListenDrops')
    const sockets: Socket[] = []
    while (sockets.length < clients) {
      const label = `client ${sockets.length + 1}`
      const socket = await client.tcp({ label, nonblocking: true, set: { TCP_QUICKACK: false } })
      await socket.tryConnect(address)
      sockets.push(socket)
    }
    const states = await eventually(
      () => Promise.all(sockets.map((socket) => client.tcpState(socket))),
      (all) => all.filter((state) => state === 'SYN_SENT').length <= dropped(),
    )
    client.note(states.join(', '))
    const [last, ...others] = sockets as [Socket, ...Socket[]]
    for (const socket of [...others, last]) await socket.trySend('hello')
    await eventually(
      async () => (await server.queueLength(listener)) + dropped(),
      (dealtWith) => dealtWith >= clients,
    )
    return { port: address.port, listener, states, last }
  }
  const isAtOnce = ({ port }: KnockedAtOnce): boolean =>
    client.wire.tcp(port).every(({ direction, flags }) => direction === 'in' || flags !== 'ACK')
  return until('clients to knock before a final ACK is sent', knock, isAtOnce)
}
