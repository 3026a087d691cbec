import type { IcmpMessage, Icmpv6Message } from './packet.ts'

/** Names of the messages and, in brackets, of their codes (RFC 792, RFC 1122 §3.2.2.1, RFC 1812 §5.2.7.1). */
const ICMP: Record<string, string> = {
  0: 'echo reply',
  3: 'destination unreachable',
  '3.0': 'destination unreachable (network)',
  '3.1': 'destination unreachable (host)',
  '3.2': 'destination unreachable (protocol)',
  '3.3': 'destination unreachable (port)',
  '3.4': 'destination unreachable (fragmentation needed)',
  '3.5': 'destination unreachable (source route failed)',
  '3.9': 'destination unreachable (network prohibited)',
  '3.10': 'destination unreachable (host prohibited)',
  '3.13': 'destination unreachable (communication prohibited)',
  5: 'redirect',
  8: 'echo request',
  9: 'router advertisement',
  10: 'router solicitation',
  11: 'time exceeded',
  '11.0': 'time exceeded (in transit)',
  '11.1': 'time exceeded (reassembly)',
  12: 'parameter problem',
}

/** The same for ICMPv6 (RFC 4443 §3, RFC 4861 §4, RFC 2710 §3, RFC 3810 §5.2). */
const ICMPV6: Record<string, string> = {
  1: 'destination unreachable',
  '1.0': 'destination unreachable (no route)',
  '1.1': 'destination unreachable (communication prohibited)',
  '1.2': 'destination unreachable (beyond scope of source)',
  '1.3': 'destination unreachable (address)',
  '1.4': 'destination unreachable (port)',
  2: 'packet too big',
  3: 'time exceeded',
  '3.0': 'time exceeded (in transit)',
  '3.1': 'time exceeded (reassembly)',
  4: 'parameter problem',
  128: 'echo request',
  129: 'echo reply',
  130: 'multicast listener query',
  131: 'multicast listener report',
  132: 'multicast listener done',
  133: 'router solicitation',
  134: 'router advertisement',
  135: 'neighbour solicitation',
  136: 'neighbour advertisement',
  137: 'redirect',
  143: 'multicast listener report',
}

/** The words of an ICMP or ICMPv6 message. */
export function icmpSummary(message: IcmpMessage | Icmpv6Message): string[] {
  const { body } = message
  switch (body.kind) {
    case 'echo':
      return [name(message), `id ${body.identifier}`, `seq ${body.sequenceNumber}`]
    case 'error':
      return body.mtu === null ? [name(message)] : [name(message), `mtu ${body.mtu}`]
    case 'neighbour solicitation':
      return [name(message), `who has ${body.target}?`]
    case 'neighbour advertisement':
      return [name(message), `${body.target} is ${isAt(body.targetLinkLayerAddress)}`]
    case 'other':
      return [name(message)]
  }
}

function isAt(hardwareAddress: string | null): string {
  return hardwareAddress === null ? 'here' : `at ${hardwareAddress}`
}

function name({ kind, type, code }: IcmpMessage | Icmpv6Message): string {
  const names = kind === 'icmp' ? ICMP : ICMPV6
  return names[`${type}.${code}`] ?? names[type] ?? `type ${type} code ${code}`
}
