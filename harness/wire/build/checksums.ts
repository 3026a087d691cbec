import { withChecksums } from '../checksum.ts'
import { checksummedParts, type PartOrReason } from '../checksummed-part.ts'

/** What a checksum is to be: right; off by one bit; or 0, which over UDP and IPv4 says that none was made. */
export type WantedChecksum = 'correct' | 'wrong' | 'absent'

/** What the checksums of a frame are to be; those not given are correct. */
export interface WantedChecksums {
  /** Of the IPv4 header. */
  readonly network?: WantedChecksum
  /** Of TCP, UDP, ICMP or ICMPv6. */
  readonly transport?: WantedChecksum
}

/** A copy of a frame with checksums as they are wanted. */
export function withWantedChecksums(
  frame: Uint8Array,
  { network = 'correct', transport = 'correct' }: WantedChecksums,
): Uint8Array {
  const result = withChecksums(frame)
  const parts = checksummedParts(result)
  spoil(parts.network, network)
  spoil(parts.transport, transport)
  return result
}

function spoil(part: PartOrReason, wanted: WantedChecksum): void {
  if (part === 'absent' || part === 'unknown' || wanted === 'correct') return
  const field = new DataView(part.bytes.buffer, part.bytes.byteOffset + part.fieldOffset, 2)
  const correct = field.getUint16(0)
  // Never 0, which is not a wrong checksum of UDP but none.
  const wrong = correct === 1 ? 3 : correct ^ 1
  field.setUint16(0, wanted === 'absent' ? 0 : wrong)
}
