import { checksummedParts, type Part, type PartOrReason } from './checksummed-part.ts'
import { internetChecksum, onesComplementSum } from './internet-checksum.ts'

/**
 * What a checksum is worth.
 * - `partial`: only the pseudo-header is summed, because the network card was to do the rest. So it is with most frames
 *   that this machine sent, seen here or on the other end of a virtual link.
 * - `absent`: there is none, as over IPv6, or the sender of a UDP datagram left it out (RFC 768).
 * - `unknown`: the bytes that it covers are not all there.
 */
export type ChecksumState = 'correct' | 'partial' | 'incorrect' | 'absent' | 'unknown'

/** The checksums of a frame. */
export interface ChecksumStates {
  /** Of the IPv4 header. */
  readonly network: ChecksumState
  /** Of TCP, UDP, ICMP or ICMPv6. */
  readonly transport: ChecksumState
}

/** Checks the checksums of a frame (RFC 791 §3.1, RFC 9293 §3.1, RFC 768, RFC 792, RFC 4443 §2.3). */
export function checkChecksums(frame: Uint8Array): ChecksumStates {
  const { network, transport } = checksummedParts(frame)
  return { network: stateOf(network), transport: stateOf(transport) }
}

/** A copy of a frame in which every checksum is correct whose bytes are all there. */
export function withChecksums(frame: Uint8Array): Uint8Array {
  const result = frame.slice()
  const { network, transport } = checksummedParts(result)
  for (const part of [network, transport]) {
    if (part === 'absent' || part === 'unknown' || !part.isWhole) continue
    setField(part, 0)
    setField(part, computed(part))
  }
  return result
}

function stateOf(part: PartOrReason): ChecksumState {
  if (part === 'absent' || part === 'unknown') return part
  const stored = field(part).getUint16(0)
  if (stored === 0 && part.zero === 'none was made') return 'absent'
  if (stored === 0 && part.zero === 'forbidden') return 'incorrect'
  if (!part.isWhole) return 'unknown'
  // A correct checksum makes the sum of everything 0xffff (RFC 1071 §1).
  if (onesComplementSum(part.bytes, part.pseudoHeaderSum ?? 0) === 0xffff) return 'correct'
  return stored === part.pseudoHeaderSum ? 'partial' : 'incorrect'
}

/** The checksum of a part whose checksum field holds 0. UDP sends 0xffff for 0, which would mean that there is none. */
function computed(part: Part): number {
  const checksum = internetChecksum(part.bytes, part.pseudoHeaderSum ?? 0)
  return checksum === 0 && part.zero !== 'a checksum like any other' ? 0xffff : checksum
}

function setField(part: Part, value: number): void {
  field(part).setUint16(0, value)
}

function field({ bytes, fieldOffset }: Part): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset + fieldOffset, 2)
}
