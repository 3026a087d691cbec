/** The fields of tshark in which it and the decoder are compared. */
export const FIELDS: readonly string[] = [
  ...prefixed('frame', 'len cap_len'),
  ...prefixed('eth', 'dst src type'),
  ...prefixed('vlan', 'priority dei id etype'),
  ...prefixed('arp', 'hw.type proto.type hw.size proto.size opcode'),
  ...prefixed('arp', 'src.hw_mac src.proto_ipv4 dst.hw_mac dst.proto_ipv4'),
  ...prefixed('ip', 'hdr_len dsfield.dscp dsfield.ecn len id flags.df flags.mf frag_offset ttl proto'),
  ...prefixed('ip', 'checksum checksum.status src dst opt.type'),
  ...prefixed('ipv6', 'tclass flow plen nxt hlim src dst'),
  ...prefixed('ipv6', 'hopopts.nxt hopopts.len_oct dstopts.nxt dstopts.len_oct'),
  ...prefixed('ipv6', 'routing.nxt routing.type routing.segleft routing.len_oct'),
  ...prefixed('ipv6.fraghdr', 'nxt offset more ident'),
  ...prefixed('tcp', 'srcport dstport seq_raw ack_raw seq nxtseq ack stream hdr_len flags window_size_value'),
  ...prefixed('tcp', 'checksum checksum.status urgent_pointer len option_kind'),
  ...prefixed('tcp.options', 'mss_val wscale.shift sack_le sack_re timestamp.tsval timestamp.tsecr tfo.cookie'),
  ...prefixed('udp', 'srcport dstport length checksum checksum.status'),
  ...prefixed('icmp', 'type code checksum checksum.status ident seq mtu'),
  ...prefixed('icmpv6', 'type code checksum checksum.status echo.identifier echo.sequence_number mtu'),
  ...prefixed(
    'icmpv6',
    'nd.ns.target_address nd.na.target_address nd.na.flag.r nd.na.flag.s nd.na.flag.o opt.linkaddr',
  ),
]

/** Values of fields in the words of tshark. */
export class Fields {
  readonly values = new Map<string, readonly string[]>()

  /** Adds occurrences of a field. */
  add(field: string, ...values: (string | number | boolean)[]): void {
    if (!FIELDS.includes(field)) throw new Error(`${field} is not among the fields that tshark is asked for.`)
    if (values.length === 0) return
    const texts = values.map((value) => (typeof value === 'boolean' ? String(Number(value)) : String(value)))
    this.values.set(field, [...(this.values.get(field) ?? []), ...texts])
  }

  /** Adds one occurrence of several fields, named without their prefix. */
  addAll(prefix: string, values: Readonly<Record<string, string | number | boolean>>): void {
    for (const [name, value] of Object.entries(values)) this.add(`${prefix}.${name}`, value)
  }
}

function prefixed(prefix: string, names: string): string[] {
  return names.split(' ').map((name) => `${prefix}.${name}`)
}
