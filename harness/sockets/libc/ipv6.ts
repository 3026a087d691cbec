import { readIPv4, tryWriteIPv4 } from './ipv4.ts'
import { RequestError } from './request-error.ts'

const GROUPS = 8

/** Writes an IPv6 address, in any of the forms of RFC 4291 section 2.2, as sixteen bytes. */
export function writeIPv6(text: string, into: Uint8Array, offset: number): void {
  const groups = parse(text)
  if (groups === null) throw new RequestError('an IPv6 address', 'text of RFC 4291 section 2.2, without zone', text)
  for (const [index, group] of groups.entries()) {
    into[offset + 2 * index] = group >> 8
    into[offset + 2 * index + 1] = group & 0xff
  }
}

/** Sixteen bytes as the text that RFC 5952 recommends; an IPv4-mapped address ends in dotted decimal (its section 5). */
export function readIPv6(bytes: Uint8Array, offset: number): string {
  const groups: number[] = []
  for (let index = 0; index < GROUPS; index++) groups.push(group(bytes, offset + 2 * index))
  if (groups[5] === 0xffff && groups.slice(0, 5).every((value) => value === 0)) {
    return `::ffff:${readIPv4(bytes, offset + 12)}`
  }
  const { start, length } = longestZeros(groups)
  if (length < 2) return hex(groups)
  return `${hex(groups.slice(0, start))}::${hex(groups.slice(start + length))}`
}

function parse(text: string): number[] | null {
  const [head, tail, ...more] = dottedAsHex(text).split('::')
  const before = parseGroups(head ?? '')
  const after = parseGroups(tail ?? '')
  if (before === null || after === null || more.length > 0) return null
  const missing = GROUPS - before.length - after.length
  if (tail === undefined ? missing !== 0 : missing < 1) return null
  return [...before, ...new Array<number>(missing).fill(0), ...after]
}

function parseGroups(text: string): number[] | null {
  if (text === '') return []
  const parts = text.split(':')
  return parts.every((part) => /^[0-9a-f]{1,4}$/i.test(part)) ? parts.map((part) => Number.parseInt(part, 16)) : null
}

/** Replaces dotted decimal at the end by two groups; text that has none comes back as it is. */
function dottedAsHex(text: string): string {
  const start = text.lastIndexOf(':') + 1
  const four = new Uint8Array(4)
  if (start === 0 || !tryWriteIPv4(text.slice(start), four, 0)) return text
  return text.slice(0, start) + hex([group(four, 0), group(four, 2)])
}

function group(bytes: Uint8Array, offset: number): number {
  return ((bytes[offset] ?? 0) << 8) | (bytes[offset + 1] ?? 0)
}

function hex(groups: readonly number[]): string {
  return groups.map((value) => value.toString(16)).join(':')
}

/** The first of the longest runs of zero groups (RFC 5952 section 4.2.3). */
function longestZeros(groups: readonly number[]): { start: number; length: number } {
  let longest = { start: 0, length: 0 }
  let length = 0
  for (const [index, value] of groups.entries()) {
    length = value === 0 ? length + 1 : 0
    if (length > longest.length) longest = { start: index + 1 - length, length }
  }
  return longest
}
