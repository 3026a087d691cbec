import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIPv6, writeIPv6 } from './ipv6.ts'
import { RequestError } from './request-error.ts'
import { inetPton } from './testing/inet-pton.ts'

const written = (text: string): Uint8Array => {
  const bytes = new Uint8Array(16)
  writeIPv6(text, bytes, 0)
  return bytes
}

/** The bytes, or null where the text is refused. */
const writtenOrNull = (text: string): Uint8Array | null => {
  try {
    return written(text)
  } catch (error) {
    if (error instanceof RequestError) return null
    throw error
  }
}

/** Addresses with many zeros, where the short forms differ. */
const bytes = fc.oneof(
  fc.uint8Array({ minLength: 16, maxLength: 16 }),
  fc.array(fc.constantFrom(0, 0, 0, 1, 0xff), { minLength: 16, maxLength: 16 }).map((list) => new Uint8Array(list)),
)

test('any sixteen bytes become text that reads back as them, here and in inet_pton', () => {
  fc.assert(
    fc.property(bytes, (address) => {
      const text = readIPv6(address, 0)
      expect(written(text)).toEqual(address)
      expect(inetPton('AF_INET6', text)).toEqual(address)
    }),
    { numRuns: 1000 },
  )
})

test('every form that RFC 4291 allows gives the bytes of inet_pton', () => {
  fc.assert(
    fc.property(fc.ipV6(), (text) => {
      expect(written(text)).toEqual(inetPton('AF_INET6', text))
    }),
    { numRuns: 1000 },
  )
})

test('what inet_pton refuses is refused', () => {
  const parts = fc.constantFrom(':', '::', '1:', 'f:', '0', 'abcd', 'g', '1.2.3.4', '%lo')
  fc.assert(
    fc.property(fc.string({ unit: parts, maxLength: 12 }), (text) => {
      expect(writtenOrNull(text)).toEqual(inetPton('AF_INET6', text))
    }),
    { numRuns: 2000 },
  )
})

test.each([
  ['2001:DB8:0:0:0:0:0:1', '2001:db8::1'],
  ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['0:0:0:0:0:0:0:0', '::'],
  ['::ffff:7f00:1', '::ffff:127.0.0.1'],
  ['1::', '1::'],
])('%s is written %s, as RFC 5952 recommends', (text, recommended) => {
  expect(readIPv6(written(text), 0)).toBe(recommended)
})
