import type { Extent, Report } from '../extent.ts'

/** A block of received data: the sequence numbers from `leftEdge` up to but not including `rightEdge` (RFC 2018 §3). */
export interface SackBlock {
  readonly leftEdge: number
  readonly rightEdge: number
}

/** An option of the TCP header. */
export type TcpOption =
  /** RFC 9293 §3.1, kinds 0 and 1. */
  | { readonly name: 'end of option list' | 'no-operation' }
  /** RFC 9293 §3.7.1, kind 2. */
  | { readonly name: 'maximum segment size'; readonly maximumSegmentSize: number }
  /** RFC 7323 §2.2, kind 3. */
  | { readonly name: 'window scale'; readonly shiftCount: number }
  /** RFC 2018 §2, kind 4. */
  | { readonly name: 'SACK permitted' }
  /** RFC 2018 §3, kind 5. */
  | { readonly name: 'SACK'; readonly blocks: readonly SackBlock[] }
  /** RFC 7323 §3.2, kind 8. */
  | { readonly name: 'timestamps'; readonly value: number; readonly echoReply: number }
  /** RFC 7413 §4.1.1, kind 34; an empty cookie asks for one. */
  | { readonly name: 'fast open'; readonly cookie: Uint8Array }
  /** Any other kind, or a known one of a length that its RFC does not allow. */
  | { readonly name: 'unknown'; readonly kind: number; readonly bytes: Uint8Array }

/** Reads the options up to the end-of-list octet. */
export function decodeTcpOptions(extent: Extent, report: Report): TcpOption[] {
  const options: TcpOption[] = []
  if (extent.captured < extent.length) report('TCP options cut off')
  for (let at = 0; at < extent.captured; ) {
    const kind = extent.u8(at)
    if (kind === 0) {
      options.push({ name: 'end of option list' })
      break
    }
    if (kind === 1) {
      options.push({ name: 'no-operation' })
      at += 1
      continue
    }
    const length = at + 1 < extent.captured ? extent.u8(at + 1) : 0
    if (length < 2 || at + length > extent.captured) {
      report(`TCP option ${kind} has length ${length}`)
      break
    }
    options.push(decodeOption(kind, extent.after(at + 2, length - 2), report))
    at += length
  }
  return options
}

function decodeOption(kind: number, data: Extent, report: Report): TcpOption {
  const option = knownOption(kind, data)
  if (option !== null) return option
  if ([2, 3, 4, 5, 8, 34].includes(kind)) report(`TCP option ${kind} has length ${data.length + 2}`)
  return { name: 'unknown', kind, bytes: data.copy(0, data.length) }
}

function knownOption(kind: number, data: Extent): TcpOption | null {
  if (kind === 2 && data.length === 2) return { name: 'maximum segment size', maximumSegmentSize: data.u16(0) }
  if (kind === 3 && data.length === 1) return { name: 'window scale', shiftCount: data.u8(0) }
  if (kind === 4 && data.length === 0) return { name: 'SACK permitted' }
  if (kind === 5 && data.length > 0 && data.length % 8 === 0) return { name: 'SACK', blocks: sackBlocks(data) }
  if (kind === 8 && data.length === 8) return { name: 'timestamps', value: data.u32(0), echoReply: data.u32(4) }
  if (kind === 34 && isCookieLength(data.length)) return { name: 'fast open', cookie: data.copy(0, data.length) }
  return null
}

function sackBlocks(data: Extent): SackBlock[] {
  return Array.from({ length: data.length / 8 }, (_, n) => ({
    leftEdge: data.u32(8 * n),
    rightEdge: data.u32(8 * n + 4),
  }))
}

/** RFC 7413 §4.1.1: no cookie, or 4 to 16 bytes of an even number. */
function isCookieLength(length: number): boolean {
  return length === 0 || (length >= 4 && length <= 16 && length % 2 === 0)
}
