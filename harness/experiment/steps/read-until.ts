import type { Socket } from '../../sockets/socket.ts'
import { textOf } from '../seen/text-of.ts'
import type { Tools } from '../tools.ts'

/** Receives datagrams up to one with this text; gives the texts in order, at the end an error instead if recv() fails. */
export async function readUntil(receiver: Socket, last: string, { answered }: Pick<Tools, 'answered'>) {
  const read: string[] = []
  while (read.at(-1) !== last) {
    const result = await answered(receiver.tryRecv(100))
    read.push(textOf(result))
    if (result.errno !== null) break
  }
  return read
}
