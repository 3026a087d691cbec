import { expect, test } from 'vitest'
import type { SeenPacket } from '../wire-view.ts'
import { endings } from './endings.ts'

const seen = (direction: 'in' | 'out', flags: string, seq: number): SeenPacket =>
  ({ direction, flags, seq, from: '10.77.0.11:40000', to: '10.77.0.12:3490' }) as SeenPacket

test('Segments with FIN or RST of one direction are told in order', () => {
  const segments = [
    seen('out', 'SYN', 0),
    seen('out', 'FIN, ACK', 1),
    seen('in', 'FIN, ACK', 1),
    seen('out', 'ACK', 2),
    seen('out', 'RST', 2),
  ]
  expect(endings(segments)).toEqual(['FIN, ACK', 'RST'])
  expect(endings(segments, 'in')).toEqual(['FIN, ACK'])
})

test('A segment that is sent again counts once, one with another number as well', () => {
  expect(endings([seen('out', 'FIN, ACK', 1), seen('out', 'FIN, ACK', 1), seen('out', 'FIN, ACK', 6)])).toEqual([
    'FIN, ACK',
    'FIN, ACK',
  ])
})
