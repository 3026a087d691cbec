import { expect, test } from 'vitest'
import type { SeenPacket } from '../wire-view.ts'
import { eachSegmentOnce } from './each-segment-once.ts'

const syn = (sequenceNumber: number, from = '10.77.0.11:4000') =>
  ({
    ...{ link: 'lan', direction: 'out', from, to: '10.77.0.12:3490', flags: 'SYN', length: 0 },
    packet: { transport: { kind: 'tcp', sequenceNumber } },
  }) as SeenPacket

test('a segment that is sent again stands where it was seen first', () => {
  const [first, other] = [syn(7), syn(7, '10.77.0.13:4000')]
  expect(eachSegmentOnce([first, other, syn(7)])).toEqual([first, other])
})

test('connections of one 4-tuple are told apart by their numbers', () => {
  expect(eachSegmentOnce([syn(7), syn(8)])).toHaveLength(2)
})
