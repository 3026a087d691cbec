import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readIPv4, tryWriteIPv4, writeIPv4 } from './ipv4.ts'
import { RequestError } from './request-error.ts'
import { inetPton } from './testing/inet-pton.ts'

test('text written is text read, and the bytes are those of inet_pton', () => {
  fc.assert(
    fc.property(fc.ipV4(), (text) => {
      const bytes = new Uint8Array(4)
      writeIPv4(text, bytes, 0)
      expect(readIPv4(bytes, 0)).toBe(text)
      expect(bytes).toEqual(inetPton('AF_INET', text))
    }),
  )
})

test('what inet_pton refuses is refused', () => {
  const almost = fc.string({ unit: fc.constantFrom('.', '0', '1', '2', '5', '25', '255', '256', ':', ' ', 'a') })
  fc.assert(
    fc.property(almost, (text) => {
      expect(tryWriteIPv4(text, new Uint8Array(4), 0)).toBe(inetPton('AF_INET', text) !== null)
    }),
    { numRuns: 1000 },
  )
})

test.each(['', '1.2.3', '1.2.3.4.5', '256.1.1.1', '01.2.3.4', '1..2.3', '1.2.3.', 'localhost'])(
  '%j is not an address',
  (text) => {
    expect(() => writeIPv4(text, new Uint8Array(4), 0)).toThrow(RequestError)
  },
)
