import { type WantedChecksums, withWantedChecksums } from './checksums.ts'
import { hardwareOctets, joined, u16 } from './octets.ts'
import { buildPacket, type PacketFields } from './packet.ts'

/** Fields of an Ethernet frame with an IP packet in it. */
export interface FrameFields extends PacketFields {
  /** Hardware addresses such as `02:00:0a:4d:00:0b`. */
  readonly ethernet: { readonly source: string; readonly destination: string }
  readonly checksums?: WantedChecksums
}

/** Builds a frame from its fields; its checksums are correct unless others are wanted. */
export function buildFrame(fields: FrameFields): Uint8Array {
  const { etherType, bytes } = buildPacket(fields)
  const { source, destination } = fields.ethernet
  const frame = joined(hardwareOctets(destination), hardwareOctets(source), u16(etherType), bytes)
  return withWantedChecksums(frame, fields.checksums ?? {})
}
