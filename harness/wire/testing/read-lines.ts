import type { Frame } from '../capture.ts'
import { conversation } from '../conversation.ts'
import { decode } from '../decode.ts'
import { protocolName, summary } from '../summary.ts'

/** What passed an interface, a line a frame: `out TCP SYN  seq 0  mss 1460`. */
export function readLines(frames: readonly Frame[]): string[] {
  const packets = frames.map(({ bytes, length }) => decode(bytes, { length }))
  const numbers = conversation(packets)
  return packets.map((packet, n) => {
    const direction = frames[n]?.direction ?? ''
    return `${direction} ${protocolName(packet)} ${summary(packet, numbers[n])}`
  })
}
