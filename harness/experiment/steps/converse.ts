import type { Socket } from '../../sockets/socket.ts'
import type { Tools } from '../tools.ts'
import { ConnectionEnd } from './connection-end.ts'

/** What one of some sockets sends: it is counted from 0, and again from the first after the last. */
export interface Message {
  readonly by: number
  readonly text: string
}

/**
 * Connected sockets tell their addresses and send messages in a given order; then all end their direction and read to the
 * end. Both ends of each connection must be among them.
 *
 * @returns the ends in the order of the sockets, with what each sent and received
 */
export async function converse(
  sockets: readonly Socket[],
  messages: readonly Message[],
  { say, answered }: Pick<Tools, 'say' | 'answered'>,
): Promise<readonly ConnectionEnd[]> {
  say('each socket tells its address and its peer’s')
  const ends: ConnectionEnd[] = []
  for (const socket of sockets) ends.push(await ConnectionEnd.of(socket))
  say('messages in the given order')
  for (const { by, text } of messages) await ends[by % ends.length]?.send(text)
  say('everybody closes and reads to the end')
  for (const { socket } of ends) await socket.shutdown('SHUT_WR')
  for (const end of ends) await end.readToEnd({ answered })
  return ends
}
