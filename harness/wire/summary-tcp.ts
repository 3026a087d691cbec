import type { RelativeNumbers } from './conversation.ts'
import type { SackBlock, TcpHeader } from './packet.ts'
import { sequenceDistance } from './sequence-number.ts'

/** The words of a TCP segment: flags, sequence numbers as in packetdrill (`1:6` is bytes 1 to 5), what is unusual. */
export function tcpSummary(tcp: TcpHeader, length: number, relative: RelativeNumbers | null): string[] {
  const sequence = relative?.sequenceNumber ?? tcp.sequenceNumber
  const acknowledgment = relative?.acknowledgmentNumber ?? tcp.acknowledgmentNumber
  const flags = tcp.flags.length === 0 ? 'no flags' : tcp.flags.join(', ')
  const parts = [flags, length === 0 ? `seq ${sequence}` : `${sequence}:${sequenceDistance(0, sequence + length)}`]
  if (tcp.flags.includes('ACK')) parts.push(`ack ${acknowledgment}`)
  if (tcp.flags.includes('URG')) parts.push(`urg ${tcp.urgentPointer}`)
  if (tcp.window === 0 && !tcp.flags.includes('RST')) parts.push('win 0')
  parts.push(...optionWords(tcp, relative?.sackBlocks ?? null))
  if (length > 0) parts.push(length === 1 ? '1 byte' : `${length} bytes`)
  return parts
}

function optionWords({ options }: TcpHeader, relativeBlocks: readonly SackBlock[] | null): string[] {
  return options.flatMap((option) => {
    switch (option.name) {
      case 'maximum segment size':
        return [`mss ${option.maximumSegmentSize}`]
      case 'SACK':
        return [`sack ${(relativeBlocks ?? option.blocks).map(blockText).join(' ')}`]
      case 'fast open':
        return [option.cookie.byteLength === 0 ? 'fast open cookie request' : 'fast open cookie']
      default:
        return []
    }
  })
}

function blockText({ leftEdge, rightEdge }: SackBlock): string {
  return `${leftEdge}:${rightEdge}`
}
