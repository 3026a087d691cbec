import { expect, test } from 'vitest'
import type { ConntrackEntry } from '../../lab/state/conntrack.ts'
import type { SeenPacket } from '../wire-view.ts'
import { translationsInTable, translationsOnWire } from './translations.ts'

/** A segment of which only link, ends and sequence number matter. */
function segment(link: string, from: string, to: string, sequenceNumber: number, flags = 'SYN'): SeenPacket {
  const numbers = {
    sequenceNumber,
    acknowledgmentNumber: 0,
    window: 0,
    checksum: 0,
    urgentPointer: 0,
    dataOffset: 5,
    reserved: 0,
  }
  const tcp = {
    kind: 'tcp',
    offset: 34,
    sourcePort: 1,
    destinationPort: 2,
    ...numbers,
    flags: [],
    options: [],
  } as const
  const payload = { offset: 54, length: 0, bytes: new Uint8Array() }
  const packet = { length: 54, ethernet: null, network: null, transport: null, payload, malformed: null }
  return {
    at: 0,
    direction: 'in',
    link,
    from,
    to,
    sourcePort: 1,
    destinationPort: 2,
    bytes: new Uint8Array(),
    summary: '',
    flags,
    seq: 0,
    ack: null,
    length: 0,
    packet: { ...packet, transport: tcp },
  }
}

test('A SYN is known again on the other side by its sequence number, sent twice or not', () => {
  const seen = [
    segment('lan', 'bob:4000', 'server:80', 7),
    segment('lan', 'alice:4000', 'server:80', 5),
    segment('wan', 'router:4000', 'server:80', 5),
    segment('lan', 'bob:4000', 'server:80', 7),
    segment('wan', 'router:999', 'server:80', 7),
    segment('lan', 'alice:1', 'server:80', 9, 'ACK'),
    segment('lan', 'alice:2', 'server:80', 8),
  ]
  expect(translationsOnWire(seen)).toEqual([
    { flow: 'alice:2 → server:80', as: 'nowhere' },
    { flow: 'alice:4000 → server:80', as: 'router:4000 → server:80' },
    { flow: 'bob:4000 → server:80', as: 'router:999 → server:80' },
  ])
})

test('An entry is the flow as it came and, turned round, the replies that are expected', () => {
  const entry: ConntrackEntry = {
    protocol: 'tcp',
    state: 'ESTABLISHED',
    original: { source: '10.77.1.11', destination: '203.0.113.80', sourcePort: 4000, destinationPort: 80 },
    reply: { source: '203.0.113.80', destination: '203.0.113.1', sourcePort: 80, destinationPort: 999 },
  }
  expect(translationsInTable([entry])).toEqual([
    { flow: '10.77.1.11:4000 → 203.0.113.80:80', as: '203.0.113.1:999 → 203.0.113.80:80', state: 'ESTABLISHED' },
  ])
})
