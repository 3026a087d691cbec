import type { SocketAddress } from '../../sockets/address.ts'
import type { ErrnoName } from '../../sockets/result.ts'
import type { Socket } from '../../sockets/socket.ts'
import type { Host } from '../host.ts'
import { payloadText } from '../seen/payload-text.ts'
import type { Tools } from '../tools.ts'

/**
 * Sends datagrams over a link, each when the one before has left the host: those that wait for the Ethernet address of the
 * next hop may leave in either order. Gives the errors of sendto().
 */
export async function sendInTurn(
  from: Host,
  sender: Socket,
  to: Extract<SocketAddress, { port: number }>,
  texts: readonly string[],
  { eventually }: Pick<Tools, 'eventually'>,
): Promise<readonly (ErrnoName | null)[]> {
  const errors = []
  for (const text of texts) {
    errors.push((await sender.trySendTo(to, text)).errno)
    await eventually(
      () => from.wire.udp(to.port).map(payloadText),
      (left) => left.includes(text),
    )
  }
  return errors
}
