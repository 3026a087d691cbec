import type { Extent, Report } from '../extent.ts'

/** An option of the IPv4 header (RFC 791 §3.1), not interpreted. End of list and no operation have no bytes. */
export interface Ipv4Option {
  /** The option-type octet: copied flag, class and number. */
  readonly type: number
  readonly bytes: Uint8Array
}

/** Reads the options up to the end-of-list octet. */
export function decodeIpv4Options(extent: Extent, report: Report): Ipv4Option[] {
  const options: Ipv4Option[] = []
  if (extent.captured < extent.length) report('IPv4 options cut off')
  for (let at = 0; at < extent.captured; ) {
    const type = extent.u8(at)
    if (type <= 1) {
      options.push({ type, bytes: new Uint8Array(0) })
      if (type === 0) break
      at += 1
      continue
    }
    const length = at + 1 < extent.captured ? extent.u8(at + 1) : 0
    if (length < 2 || at + length > extent.captured) {
      report(`IPv4 option ${type} has length ${length}`)
      break
    }
    options.push({ type, bytes: extent.copy(at + 2, length - 2) })
    at += length
  }
  return options
}
