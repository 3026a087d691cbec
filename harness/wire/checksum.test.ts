import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkChecksums, withChecksums } from './checksum.ts'
import { decode } from './decode.ts'
import { internetChecksum, onesComplementSum } from './internet-checksum.ts'
import { fragmentFields } from './protocols/fragment.ts'
import { arbitraryFrame } from './testing/arbitrary-frame.ts'
import { ethernet, hex, ipv4, ipv6, tcp, udp } from './testing/build-frame.ts'

/** Where the checksums stand in a frame of IPv4 without options. */
const UDP_CHECKSUM = 14 + 20 + 6
const TCP_CHECKSUM = 14 + 20 + 16

test('the sum of the example in RFC 1071 §3 is ddf2', () => {
  expect(onesComplementSum(Uint8Array.from(hex('00 01 f2 03 f4 f5 f6 f7')))).toBe(0xddf2)
})

test('an odd last byte counts as if a zero followed', () => {
  expect(internetChecksum(Uint8Array.of(1, 2, 3))).toBe(internetChecksum(Uint8Array.of(1, 2, 3, 0)))
})

test('the checksums that are put into a frame are correct', () => {
  fc.assert(
    fc.property(arbitraryFrame, (frame) => {
      const { network: ip } = decode(frame)
      fc.pre(ip !== null && ip.kind !== 'arp' && !fragmentFields(ip).moreFragments)
      const { network, transport } = checkChecksums(withChecksums(frame))
      expect(['correct', 'absent']).toContain(network)
      expect(fragmentFields(ip).fragmentOffset > 0 ? ['unknown'] : ['correct']).toContain(transport)
    }),
  )
})

test('one bit that changes on the way makes a checksum incorrect', () => {
  const frame = withChecksums(ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: 0x10, payload: [1, 2] }) })))
  const bits = fc.integer({ min: 8 * 14, max: 8 * frame.byteLength - 1 })
  const isIncorrect = (bit: number): void => {
    const changed = frame.slice()
    const at = Math.floor(bit / 8)
    changed[at] = (changed[at] ?? 0) ^ (1 << (bit % 8))
    const { network, transport } = checkChecksums(changed)
    expect([network, transport]).not.toEqual(['correct', 'correct'])
  }
  fc.assert(fc.property(bits, isIncorrect), { numRuns: 500 })
})

describe('a checksum of UDP', () => {
  test('may be missing over IPv4', () => {
    const { transport } = checkChecksums(ethernet(0x0800, ipv4({ protocol: 17, payload: udp([1]) })))
    expect(transport).toBe('absent')
  })

  test('may not be missing over IPv6', () => {
    const { transport } = checkChecksums(ethernet(0x86dd, ipv6({ nextHeader: 17, payload: udp([1]) })))
    expect(transport).toBe('incorrect')
  })

  test('is sent as ffff when it comes to 0', () => {
    const sum = (payload: number[]) => {
      const frame = withChecksums(ethernet(0x0800, ipv4({ protocol: 17, payload: udp(payload) })))
      return new DataView(frame.buffer).getUint16(UDP_CHECKSUM)
    }
    // Data that is the checksum of the datagram without it brings the sum to ffff, hence the checksum to 0.
    const checksum = sum([0, 0])
    expect(sum([checksum >> 8, checksum & 0xff])).toBe(0xffff)
  })
})

test('a checksum of the pseudo-header alone is partial', () => {
  const frame = ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: 0x02 }) }))
  const pseudoHeader = Uint8Array.from([10, 77, 0, 11, 10, 77, 0, 12, 0, 6, 0, 20])
  new DataView(frame.buffer).setUint16(TCP_CHECKSUM, onesComplementSum(pseudoHeader))
  expect(checkChecksums(frame).transport).toBe('partial')
})

test('a frame that the capture cut has unknown checksums', () => {
  const frame = withChecksums(ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: 0x10, payload: [1, 2] }) })))
  expect(checkChecksums(frame.subarray(0, -1))).toEqual({ network: 'correct', transport: 'unknown' })
  expect(checkChecksums(frame.subarray(0, 40))).toEqual({ network: 'correct', transport: 'unknown' })
})
