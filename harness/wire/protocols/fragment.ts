import type { Ipv4Header } from './ipv4.ts'
import type { Ipv6Header } from './ipv6.ts'

/** Where a packet stands in the datagram that it carries a part of (RFC 791 §3.2, RFC 8200 §4.5). */
export interface FragmentFields {
  /** In bytes. */
  readonly fragmentOffset: number
  readonly moreFragments: boolean
}

/** The fields of a fragment; a whole datagram is its own first and last one. */
export function fragmentFields(network: Ipv4Header | Ipv6Header): FragmentFields {
  if (network.kind === 'ipv4') return network
  const fragment = network.extensions.find((extension) => extension.header === 'fragment')
  return fragment ?? { fragmentOffset: 0, moreFragments: false }
}
