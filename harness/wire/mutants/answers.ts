import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { Frame } from '../capture.ts'
import { decode } from '../decode.ts'
import { changeTcpHeader } from './tcp-flags.ts'

/** A link on which one host sees the answers to connection requests that are for another, as on a hub. */
export function answersSeenBy(host: string): Mutant {
  let answer: Uint8Array | null = null
  return mutant({
    name: `answers-seen-by-${host}`,
    says: `the SYN, ACK for another host reaches ${host}`,
    frame: (frame) => {
      if (frame.host !== host) {
        if (frame.direction === 'in' && flagsOf(frame) === 'SYN, ACK') answer = frame.bytes
        return frame
      }
      if (answer === null || frame.direction !== 'in') return frame
      const bytes = answer
      answer = null
      return { ...frame, bytes, length: bytes.length }
    },
  })
}

/** A wire on which segments with exactly these flags carry a sequence number that is so much higher. */
export function sequenceNumberShifted(flags: string, by: number): Mutant {
  return mutant({
    name: `${flags.toLowerCase().replaceAll(', ', '-')}-number-shifted-by-${by}`,
    says: `the sequence number of a ${flags} is ${by} too high`,
    frame: (frame) => {
      if (flagsOf(frame) !== flags) return frame
      const { transport } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp') return frame
      const bytes = Uint8Array.from(frame.bytes)
      new DataView(bytes.buffer).setUint32(transport.offset + 4, (transport.sequenceNumber + by) >>> 0)
      return { ...frame, bytes }
    },
  })
}

function flagsOf({ bytes, length }: Frame): string {
  const { transport } = decode(bytes, { length })
  return transport?.kind === 'tcp' ? transport.flags.join(', ') : ''
}

/** A wire on which resets arrive for the port beside the one that they are for. */
export function resetsForThePort(side: 'below' | 'above'): Mutant {
  return mutant({
    name: `resets-for-the-port-${side}`,
    says: `a reset answers a segment that is to have no answer, from the port ${side}`,
    frame: (frame) => {
      if (frame.direction !== 'in' || !flagsOf(frame).includes('RST')) return frame
      return changeTcpHeader(frame, (header) => {
        const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
        view.setUint16(2, view.getUint16(2) + (side === 'below' ? -1 : 1))
      })
    },
  })
}
