import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { Frame } from '../capture.ts'
import { decode } from '../decode.ts'

const FLAG_BITS = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const

/** A wire on which one flag of TCP segments is seen as another. */
export function flagSeenAs(flag: keyof typeof FLAG_BITS, other: keyof typeof FLAG_BITS): Mutant {
  return mutant({
    name: `${flag.toLowerCase()}-seen-as-${other.toLowerCase()}`,
    says: `segments carry ${other} where they should carry ${flag}`,
    frame: (frame) =>
      changeTcpHeader(frame, (header) => {
        const flags = header[13] ?? 0
        if ((flags & FLAG_BITS[flag]) !== 0) header[13] = (flags & ~FLAG_BITS[flag]) | FLAG_BITS[other]
      }),
  })
}

/** A wire on which acknowledgment numbers are one too high in segments that carry a flag. */
export function acknowledgesOneMore(flag: keyof typeof FLAG_BITS): Mutant {
  return mutant({
    name: `${flag.toLowerCase()}-acknowledges-one-more`,
    says: `the ${flag} acknowledges one number too many`,
    frame: (frame) =>
      changeTcpHeader(frame, (header) => {
        const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
        if (((header[13] ?? 0) & FLAG_BITS[flag]) !== 0) view.setUint32(8, (view.getUint32(8) + 1) >>> 0)
      }),
  })
}

/** The frame with its TCP header changed; other frames as they are. */
export function changeTcpHeader(frame: Frame, change: (header: Uint8Array) => void): Frame {
  const { transport } = decode(frame.bytes, { length: frame.length })
  if (transport?.kind !== 'tcp') return frame
  const bytes = Uint8Array.from(frame.bytes)
  change(bytes.subarray(transport.offset))
  return { ...frame, bytes }
}
