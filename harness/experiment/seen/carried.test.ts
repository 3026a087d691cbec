import { expect, test } from 'vitest'
import type { SeenPacket } from '../wire-view.ts'
import { carried } from './carried.ts'

/** A segment of which only the ends, the number and the payload matter. */
function segment(from: string, to: string, seq: number, text: string): SeenPacket {
  const bytes = Buffer.from(text)
  const payload = { offset: 0, length: bytes.length, bytes }
  const packet = { length: 0, ethernet: null, network: null, transport: null, payload, malformed: null }
  return {
    at: 0,
    direction: 'in',
    link: 'lan',
    from,
    to,
    sourcePort: null,
    destinationPort: null,
    bytes: new Uint8Array(),
    summary: '',
    flags: 'ACK',
    seq,
    ack: 1,
    length: bytes.length,
    packet,
  }
}

test('Each direction of each connection is a stream of its own, be it empty', () => {
  const segments = [segment('a', 'b', 1, 'red'), segment('b', 'a', 0, ''), segment('c', 'b', 1, 'blue')]
  expect(carried(segments)).toEqual({ 'a → b': 'red', 'b → a': '', 'c → b': 'blue' })
})

test('Segments are put into the order of their numbers, and what came again counts once', () => {
  const [one, two, more] = [segment('a', 'b', 1, 'one'), segment('a', 'b', 4, 'two'), segment('a', 'b', 1, 'onetwo!')]
  expect(carried([two, one])).toEqual({ 'a → b': 'onetwo' })
  expect(carried([one, two, one, more])).toEqual({ 'a → b': 'onetwo!' })
})

test('What is missing shows, but not where only an acknowledgment is ahead', () => {
  const [one, three, ack] = [segment('a', 'b', 1, 'one'), segment('a', 'b', 7, 'three'), segment('a', 'b', 20, '')]
  expect(carried([one, three, ack])).toEqual({ 'a → b': 'one[missing]three' })
})
