import { isIPv6 } from 'node:net'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hardwareText, ipv6Text } from './address-text.ts'
import { hex } from './testing/build-frame.ts'

/** The examples of RFC 5952 §1, §2, §4 and §5, and its corner cases. */
test.each([
  ['20010db8000000000000000000000001', '2001:db8::1'],
  ['20010db8000000000001000000000001', '2001:db8::1:0:0:1'],
  ['20010db8000000010001000100010001', '2001:db8:0:1:1:1:1:1'],
  ['20010000000000010000000000000001', '2001:0:0:1::1'],
  ['fe800000000000000000000000000000', 'fe80::'],
  ['00000000000000000000000000000000', '::'],
  ['00000000000000000000000000000001', '::1'],
  ['00010000000000000000000000000000', '1::'],
  ['00000000000000000000ffffc6336401', '::ffff:198.51.100.1'],
  ['2001db8aaaabbbbccccddddeeee00aaa'.slice(0, 32), '2001:db8a:aaab:bbbc:cccd:ddde:eee0:aaa'],
])('%s is written as %s', (bytes, text) => {
  expect(ipv6Text(Uint8Array.from(hex(bytes)))).toBe(text)
})

test('every address is written in a form that reads back to the same address', () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.nat({ max: 0xffff })), { minLength: 8, maxLength: 8 })
  fc.assert(
    fc.property(groups, (values) => {
      const text = ipv6Text(Uint8Array.from(values.flatMap((value) => [value >> 8, value & 0xff])))
      expect(isIPv6(text)).toBe(true)
      // The host of a URL is written by the rules of RFC 5952 too, but never with dotted decimals.
      const host = new URL(`http://[${text}]/`).hostname
      if (!text.includes('.')) expect(host).toBe(`[${text}]`)
    }),
  )
})

test('a hardware address has two digits an octet', () => {
  expect(hardwareText(Uint8Array.of(2, 0, 0, 0, 0, 0xab))).toBe('02:00:00:00:00:ab')
})
