import type { PacketView } from './view.ts'

/**
 * A text that is equal for two captures of the same frame on the same link. Checksums do not count: where the network
 * card is to complete them, the sender's capture holds an unfinished one.
 */
export function frameKey({ event, packet }: PacketView): string {
  const bytes = Buffer.from(event.frame, 'base64')
  for (const at of checksumOffsets(packet)) bytes.fill(0, at, at + 2)
  return `${event.link} ${event.length} ${bytes.toString('base64')}`
}

function checksumOffsets({ network, transport }: PacketView['packet']): number[] {
  const offsets: number[] = []
  if (network?.kind === 'ipv4') offsets.push(network.offset + 10)
  if (transport?.kind === 'tcp') offsets.push(transport.offset + 16)
  if (transport?.kind === 'udp') offsets.push(transport.offset + 6)
  return offsets
}
