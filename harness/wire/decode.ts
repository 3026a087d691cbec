import { Extent, type Report } from './extent.ts'
import type { Packet } from './packet.ts'
import { decodeArp } from './protocols/arp.ts'
import { decodeEthernet } from './protocols/ethernet.ts'
import { decodeIpv4 } from './protocols/ipv4.ts'
import { decodeIpv6 } from './protocols/ipv6.ts'
import { decodeTransport } from './protocols/transport.ts'

/** What the bytes of a frame do not tell. */
export interface DecodeOptions {
  /** Length of the frame on the wire in bytes, when the capture cut it; default: the bytes given. */
  readonly length?: number
}

/** Reads a frame from its Ethernet header on. Never throws: see {@link Packet.malformed}. */
export function decode(frame: Uint8Array, options: DecodeOptions = {}): Packet {
  const length = Math.max(frame.byteLength, options.length ?? 0)
  let malformed: string | null = null
  const report: Report = (reason) => {
    malformed ??= reason
  }
  const whole = new Extent(frame, 0, length)
  const link = decodeEthernet(whole, report)
  const network = link && decodeNetwork(link.header.etherType, link.payload, report)
  const transport = network && decodeTransport(network.header, network.payload, report)
  const payload = (transport ?? network ?? link)?.payload ?? whole
  return {
    length,
    ethernet: link?.header ?? null,
    network: network?.header ?? null,
    transport: transport?.header ?? null,
    payload: { offset: payload.offset, length: payload.length, bytes: payload.copy(0, payload.captured) },
    malformed,
  }
}

function decodeNetwork(etherType: number, extent: Extent, report: Report) {
  switch (etherType) {
    case 0x0806:
      return decodeArp(extent, report)
    case 0x0800:
      return decodeIpv4(extent, report)
    case 0x86dd:
      return decodeIpv6(extent, report)
    default:
      return null
  }
}
