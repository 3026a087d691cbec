/** A hardware address as `02:00:00:00:00:0a` (IEEE 802, in the colon notation of iproute2 and Wireshark). */
export function hardwareText(bytes: Uint8Array): string {
  return Array.from(bytes, (octet) => octet.toString(16).padStart(2, '0')).join(':')
}

/** An IPv4 address as a dotted quad. */
export function ipv4Text(bytes: Uint8Array): string {
  return bytes.join('.')
}

/** An IPv6 address in the canonical form of RFC 5952 §4 and §5. */
export function ipv6Text(bytes: Uint8Array): string {
  const groups = Array.from({ length: 8 }, (_, n) => ((bytes[2 * n] ?? 0) << 8) | (bytes[2 * n + 1] ?? 0))
  if (groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff) {
    return `::ffff:${ipv4Text(bytes.subarray(12, 16))}`
  }
  const { start, length } = longestZeroRun(groups)
  const hex = groups.map((group) => group.toString(16))
  if (length < 2) return hex.join(':')
  return `${hex.slice(0, start).join(':')}::${hex.slice(start + length).join(':')}`
}

/** RFC 5952 §4.2.3: the longest run of zero groups is shortened, the first one among equals. */
function longestZeroRun(groups: readonly number[]): { start: number; length: number } {
  let best = { start: 0, length: 0 }
  let run = { start: 0, length: 0 }
  groups.forEach((group, n) => {
    if (group !== 0) run = { start: n + 1, length: 0 }
    else run = { start: run.start, length: run.length + 1 }
    if (run.length > best.length) best = run
  })
  return best
}
