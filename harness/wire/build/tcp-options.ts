import type { TcpOption } from '../packet.ts'
import { joined, type Octets, u16, u32 } from './octets.ts'

const NO_OPERATION = 1

/** TCP options as bytes, filled up with no-operations to whole words of 32 bits (RFC 9293 section 3.1). */
export function buildTcpOptions(options: readonly TcpOption[]): Uint8Array {
  const bytes = joined(...options.map(buildOption))
  return joined(bytes, new Uint8Array((4 - (bytes.length % 4)) % 4).fill(NO_OPERATION))
}

function buildOption(option: TcpOption): Octets {
  switch (option.name) {
    case 'end of option list':
      return [0]
    case 'no-operation':
      return [NO_OPERATION]
    case 'maximum segment size':
      return withLength(2, u16(option.maximumSegmentSize))
    case 'window scale':
      return withLength(3, [option.shiftCount])
    case 'SACK permitted':
      return withLength(4, [])
    case 'SACK':
      return withLength(5, joined(...option.blocks.flatMap((block) => [u32(block.leftEdge), u32(block.rightEdge)])))
    case 'timestamps':
      return withLength(8, joined(u32(option.value), u32(option.echoReply)))
    case 'fast open':
      return withLength(34, option.cookie)
    case 'unknown':
      return withLength(option.kind, option.bytes)
  }
}

function withLength(kind: number, data: Octets): Octets {
  return joined([kind, data.length + 2], data)
}
