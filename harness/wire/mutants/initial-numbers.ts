import { type Mutant, mutant } from '../../claim/mutant.ts'
import type { Frame } from '../capture.ts'
import { decode } from '../decode.ts'
import { changeTcpHeader } from './tcp-flags.ts'

/** A server whose initial sequence numbers are all made in one way from a clock of 64 ns, whatever the 4-tuple. */
export const initialNumbersAreAClock = initialNumbers(
  'initial-numbers-are-a-clock',
  'every connection gets its initial sequence number from one clock',
  (_, at) => Number(BigInt.asUintN(32, at / 64n)),
)

/** A server that varies only the lower 24 bits of its initial sequence numbers. */
export const initialNumbersHave24Bits = initialNumbers(
  'initial-numbers-have-24-bits',
  'the upper eight bits of initial sequence numbers are always the same',
  (number) => number & 0x00ff_ffff,
)

/** A server whose initial sequence numbers are even, so that each guess counts double. */
export const initialNumbersAreEven = initialNumbers(
  'initial-numbers-are-even',
  'the lowest bit of initial sequence numbers is always the same',
  (number) => (number & ~1) >>> 0,
)

/** A server that throws dice for each initial sequence number, also where the 4-tuple is the same. */
export const initialNumbersAreDice = initialNumbers(
  'initial-numbers-are-dice',
  'the next connection of a 4-tuple gets a number that has nothing to do with the last',
  (number) => (number ^ Math.floor(Math.random() * 2 ** 32)) >>> 0,
)

/** A wire on which SYN, ACKs have other sequence numbers, made from their own and the time in nanoseconds. */
function initialNumbers(name: string, says: string, change: (number: number, at: bigint) => number): Mutant {
  return mutant({
    name,
    says,
    frame: (frame: Frame) => {
      const { transport } = decode(frame.bytes, { length: frame.length })
      if (transport?.kind !== 'tcp' || transport.flags.join() !== 'SYN,ACK') return frame
      const number = change(transport.sequenceNumber, frame.at)
      return changeTcpHeader(frame, (header) =>
        new DataView(header.buffer, header.byteOffset, header.byteLength).setUint32(4, number),
      )
    },
  })
}
