import { type Mutant, mutant } from '../../claim/mutant.ts'
import { decode } from '../decode.ts'

/** A wire on which TCP segments with exactly these flags, for example `SYN, ACK`, are never seen. */
export function segmentsUnseen(flags: string): Mutant {
  return mutant({
    name: `${flags.toLowerCase().replaceAll(', ', '-')}-unseen`,
    says: `no ${flags} is on the wire`,
    frame: (frame) => {
      const { transport } = decode(frame.bytes, { length: frame.length })
      return transport?.kind === 'tcp' && transport.flags.join(', ') === flags ? null : frame
    },
  })
}

/** A wire on which TCP data that was seen once is not seen again. */
export const retransmissionsUnseen = (() => {
  const seen = new Set<string>()
  return mutant({
    name: 'retransmissions-unseen',
    says: 'nothing is sent again',
    frame: (frame) => {
      const { network, transport, payload } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp' || payload.length === 0 || network === null || network.kind === 'arp') return frame
      const { sourcePort, destinationPort, sequenceNumber } = transport
      const { host, interface: tap, direction } = frame
      const segment = [host, tap, direction, network.source, sourcePort, destinationPort, sequenceNumber].join(' ')
      if (seen.has(segment)) return null
      seen.add(segment)
      return frame
    },
  })
})()

/** A wire on which a segment with exactly these flags is seen once: the same one sent again is not. */
export function repeatsUnseen(flags: string): Mutant {
  const seen = new Set<string>()
  return mutant({
    name: `repeated-${flags.toLowerCase().replaceAll(', ', '-')}-unseen`,
    says: `no ${flags} is sent a second time`,
    frame: (frame) => {
      const { transport } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp' || transport.flags.join(', ') !== flags) return frame
      const { sourcePort, destinationPort, sequenceNumber } = transport
      const segment = [frame.host, frame.direction, sourcePort, destinationPort, sequenceNumber].join(' ')
      if (seen.has(segment)) return null
      seen.add(segment)
      return frame
    },
  })
}

/** A wire on which longer frames are never seen. @param most bytes from the Ethernet header on */
export function framesUnseenAbove(most: number): Mutant {
  return mutant({
    name: `frames-above-${most}-unseen`,
    says: `no frame of more than ${most} bytes is on the wire`,
    frame: (frame) => (frame.length > most ? null : frame),
  })
}
