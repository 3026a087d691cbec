import type { SocketKind } from '../../sockets/kinds.ts'
import type { Socket } from '../../sockets/socket.ts'
import { textOf } from '../seen/text-of.ts'
import type { Tools } from '../tools.ts'

/**
 * Receives text at a server's socket until there are so many bytes of it: from the client that it accepts, or of the
 * datagrams that come to it. Gives what there was if an error or end-of-file comes before, with the error at its end.
 *
 * @returns the text, and what a further recv() that does not wait gives: `EAGAIN` where nothing is left
 */
export async function receiveAt(
  { transport }: SocketKind,
  server: Socket,
  length: number,
  { answered }: Pick<Tools, 'answered'>,
): Promise<{ text: string; further: string }> {
  const from = transport === 'TCP' ? (await answered(server.tryAccept())).value : server
  if (from === null) return { text: 'nobody to accept', further: '' }
  let text = ''
  while (Buffer.byteLength(text) < length) {
    const result = await answered(from.tryRecv(LARGEST))
    text += textOf(result)
    if (result.errno !== null || result.value.length === 0) break
  }
  return { text, further: textOf(await from.tryRecv(1, ['MSG_DONTWAIT'])) }
}

/** More than any datagram. */
const LARGEST = 65_536
