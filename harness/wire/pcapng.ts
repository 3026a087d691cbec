import { block, type Option, optionsBytes, text, u32, u64 } from './pcapng-block.ts'

/** An interface that packets were captured on (draft-ietf-opsawg-pcapng §4.2). */
export interface PcapngInterface {
  /** For example `client.eth0`. */
  readonly name: string
  readonly description?: string
  /** The most bytes kept of a frame; 0 or none: no limit. */
  readonly snapLength?: number
}

/** A captured Ethernet frame (draft-ietf-opsawg-pcapng §4.3). */
export interface PcapngPacket {
  /** Index into the interfaces. */
  readonly interface: number
  /** Nanoseconds since the Unix epoch. */
  readonly at: bigint
  readonly direction: 'in' | 'out'
  /** Length of the frame on the wire. */
  readonly length: number
  readonly bytes: Uint8Array
  readonly comment?: string
}

/** What the section header says of the machine (draft-ietf-opsawg-pcapng §4.1). */
export interface PcapngSection {
  readonly hardware?: string
  readonly operatingSystem?: string
  readonly application?: string
}

const SECTION_HEADER = 0x0a0d_0d0a
const INTERFACE_DESCRIPTION = 1
const ENHANCED_PACKET = 6
const LINKTYPE_ETHERNET = 1

/** A pcapng file of one section, in little-endian byte order, with timestamps in nanoseconds. */
export function pcapng(
  interfaces: readonly PcapngInterface[],
  packets: readonly PcapngPacket[],
  section: PcapngSection = {},
): Uint8Array {
  const blocks = [sectionHeader(section), ...interfaces.map(interfaceDescription), ...packets.map(enhancedPacket)]
  return Buffer.concat(blocks)
}

function sectionHeader({ hardware, operatingSystem, application = 'sockproof' }: PcapngSection): Uint8Array {
  const byteOrderMagic = u32(0x1a2b_3c4d)
  const version = Uint8Array.of(1, 0, 0, 0)
  const unknownLength = u64(0xffff_ffff_ffff_ffffn)
  const options = [text(2, hardware), text(3, operatingSystem), text(4, application)]
  return block(SECTION_HEADER, [byteOrderMagic, version, unknownLength, optionsBytes(options)])
}

function interfaceDescription({ name, description, snapLength = 0 }: PcapngInterface): Uint8Array {
  const linkType = Uint8Array.of(LINKTYPE_ETHERNET, 0, 0, 0)
  const nanoseconds: Option = { code: 9, value: Uint8Array.of(9) }
  const options = [text(2, name), text(3, description), nanoseconds]
  return block(INTERFACE_DESCRIPTION, [linkType, u32(snapLength), optionsBytes(options)])
}

function enhancedPacket({ interface: index, at, direction, length, bytes, comment }: PcapngPacket): Uint8Array {
  const flags: Option = { code: 2, value: u32(direction === 'in' ? 1 : 2) }
  const time = [u32(Number(at >> 32n)), u32(Number(at & 0xffff_ffffn))]
  const options = optionsBytes([text(1, comment), flags])
  return block(ENHANCED_PACKET, [u32(index), ...time, u32(bytes.byteLength), u32(length), bytes, options])
}
