import type { Extent } from '../extent.ts'
import { fragmentFields } from './fragment.ts'
import { decodeIpv4, type Ipv4Header } from './ipv4.ts'
import { decodeIpv6, type Ipv6Header } from './ipv6.ts'
import { PROTOCOL } from './protocol-number.ts'

/**
 * The datagram that an ICMP error message quotes. The quotation may end 8 bytes behind the IP header (RFC 792), hence no
 * more than this is read of the transport header.
 */
export interface OriginalDatagram {
  readonly network: Ipv4Header | Ipv6Header
  /** Of TCP or UDP, otherwise null. */
  readonly sourcePort: number | null
  readonly destinationPort: number | null
  /** Of TCP, otherwise null. */
  readonly sequenceNumber: number | null
}

/** Reads the quoted datagram. Its lengths speak of the datagram as it was sent, so that a short quotation is in order. */
export function decodeOriginal(extent: Extent, version: 4 | 6): OriginalDatagram | null {
  const decoded = version === 4 ? decodeIpv4(extent, ignore) : decodeIpv6(extent, ignore)
  if (decoded === null) return null
  const { header: network, payload } = decoded
  const protocol = network.kind === 'ipv4' ? network.protocol : network.upperLayerProtocol
  const hasPorts =
    (protocol === PROTOCOL.tcp || protocol === PROTOCOL.udp) &&
    fragmentFields(network).fragmentOffset === 0 &&
    payload.captured >= 8
  return {
    network,
    sourcePort: hasPorts ? payload.u16(0) : null,
    destinationPort: hasPorts ? payload.u16(2) : null,
    sequenceNumber: hasPorts && protocol === PROTOCOL.tcp ? payload.u32(4) : null,
  }
}

function ignore(): void {}
