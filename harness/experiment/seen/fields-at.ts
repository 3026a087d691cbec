import { hardwareText, ipv4Text, ipv6Text } from '../../wire/address-text.ts'

/** What stands in a frame where the layers have their fields. */
export type FieldsAt = {
  readonly ethernet: { readonly destination: string; readonly source: string; readonly etherType: string }
  readonly ip: {
    readonly version: number
    readonly protocol: number
    readonly source: string
    readonly destination: string
  }
  readonly transport: { readonly sourcePort: number; readonly destinationPort: number }
  /** What comes behind the transport's header, as text. */
  readonly payload: string
}

const ETHERNET_HEADER = 14
const TCP = 6

/**
 * Reads a frame byte by byte at the fixed places that the standards name, independently of the decoder: a header of 14
 * bytes of Ethernet, one of 20 of IPv4 without options (RFC 791 section 3.1) or 40 of IPv6 (RFC 8200 section 3), then
 * the ports, and TCP's data offset or the 8 bytes of UDP.
 */
export function fieldsAt(frame: Uint8Array): FieldsAt {
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength)
  const version = view.getUint8(ETHERNET_HEADER) >> 4
  const ip = version === 4 ? ipv4At(frame) : ipv6At(frame)
  const { end, ...addresses } = ip
  const headerLength = addresses.protocol === TCP ? 4 * (view.getUint8(end + 12) >> 4) : 8
  return {
    ethernet: {
      destination: hardwareText(frame.subarray(0, 6)),
      source: hardwareText(frame.subarray(6, 12)),
      etherType: `0x${view.getUint16(12).toString(16).padStart(4, '0')}`,
    },
    ip: { version, ...addresses },
    transport: { sourcePort: view.getUint16(end), destinationPort: view.getUint16(end + 2) },
    payload: Buffer.from(frame.subarray(end + headerLength)).toString(),
  }
}

function ipv4At(frame: Uint8Array) {
  const [source, destination] = [ipv4Text(frame.subarray(26, 30)), ipv4Text(frame.subarray(30, 34))]
  return { protocol: frame[23] ?? 0, source, destination, end: 34 }
}

function ipv6At(frame: Uint8Array) {
  const [source, destination] = [ipv6Text(frame.subarray(22, 38)), ipv6Text(frame.subarray(38, 54))]
  return { protocol: frame[20] ?? 0, source, destination, end: 54 }
}
