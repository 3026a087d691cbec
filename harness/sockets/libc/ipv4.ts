import { RequestError } from './request-error.ts'

const DOT = 46
const ZERO = 48
const NINE = 57

/**
 * Writes a dotted decimal address as four bytes. As strict as inet_pton(3): four decimal numbers up to 255 without
 * leading zeros.
 */
export function writeIPv4(text: string, into: Uint8Array, offset: number): void {
  if (!tryWriteIPv4(text, into, offset)) throw new RequestError('an IPv4 address', 'four numbers up to 255', text)
}

/** Like {@link writeIPv4}; false where the text is not an address. */
export function tryWriteIPv4(text: string, into: Uint8Array, offset: number): boolean {
  let part = 0
  let digits = 0
  let value = 0
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code === DOT) {
      if (digits === 0 || part === 3) return false
      into[offset + part++] = value
      digits = 0
      value = 0
    } else {
      if (code < ZERO || code > NINE || (digits > 0 && value === 0)) return false
      value = value * 10 + code - ZERO
      digits++
      if (value > 255) return false
    }
  }
  if (part !== 3 || digits === 0) return false
  into[offset + 3] = value
  return true
}

/** Four bytes as dotted decimal text. */
export function readIPv4(bytes: Uint8Array, offset: number): string {
  return `${bytes[offset]}.${bytes[offset + 1]}.${bytes[offset + 2]}.${bytes[offset + 3]}`
}
