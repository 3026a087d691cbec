import { expect, test } from 'vitest'
import type { Trace } from '../evidence/trace-schema.ts'
import { pcapng } from './pcapng.ts'
import { pcapngOfTrace } from './pcapng-of-trace.ts'
import { ethernet, ipv4, udp } from './testing/build-frame.ts'
import { tshark } from './testing/tshark.ts'

const FIELDS = [
  ...['frame.interface_id', 'frame.interface_name', 'frame.interface_description', 'frame.time_epoch'],
  ...['frame.len', 'frame.cap_len', 'frame.packet_flags_direction', 'frame.comment', 'udp.length'],
]
const INBOUND = '1'
const OUTBOUND = '2'
const frame = ethernet(0x0800, ipv4({ protocol: 17, payload: udp([1, 2, 3, 4, 5]) }))

test('tshark reads back interfaces, nanoseconds, lengths, directions and comments', () => {
  const file = pcapng(
    [{ name: 'client.eth0', description: 'link lan', snapLength: 2048 }, { name: 'server.eth0' }],
    [
      { interface: 0, at: 1_700_000_000_123_456_789n, direction: 'out', length: frame.byteLength, bytes: frame },
      {
        interface: 1,
        at: 1_700_000_000_123_456_790n,
        direction: 'in',
        length: 1514,
        bytes: frame.subarray(0, 45),
        comment: 'ligne à côté',
      },
    ],
    { hardware: 'x86_64', operatingSystem: 'Linux 6.18', application: 'sockproof 0.1' },
  )
  expect(tshark(file, FIELDS).map((packet) => Object.fromEntries(packet))).toEqual([
    {
      'frame.interface_id': ['0'],
      'frame.interface_name': ['client.eth0'],
      'frame.interface_description': ['link lan'],
      'frame.time_epoch': ['1700000000.123456789'],
      'frame.len': ['47'],
      'frame.cap_len': ['47'],
      'frame.packet_flags_direction': [OUTBOUND],
      'udp.length': ['13'],
    },
    {
      'frame.interface_id': ['1'],
      'frame.interface_name': ['server.eth0'],
      'frame.time_epoch': ['1700000000.123456790'],
      'frame.len': ['1514'],
      'frame.cap_len': ['45'],
      'frame.packet_flags_direction': [INBOUND],
      'frame.comment': ['ligne à côté'],
      'udp.length': ['13'],
    },
  ])
})

test('a file without packets is a file', () => {
  expect(tshark(pcapng([], []), FIELDS)).toEqual([])
})

test('the packets of a trace become a file with one interface a tap', () => {
  const packet = {
    kind: 'packet',
    interface: 'eth0',
    link: 'lan',
    length: 47,
    frame: Buffer.from(frame).toString('base64'),
  } as const
  const trace: Trace = {
    startedAt: '1700000000000000000',
    endedAt: 3000,
    events: [
      { ...packet, at: 1000, host: 'client', direction: 'out' },
      { kind: 'fact', at: 1500, host: null, source: 'experiment', says: 'sent' },
      { ...packet, at: 2000, host: 'server', direction: 'in' },
      { ...packet, at: 2500, host: 'client', direction: 'in' },
    ],
    elided: 0,
    lostPackets: 0,
  }
  const fields = ['frame.interface_name', 'frame.time_epoch', 'frame.packet_flags_direction']
  const packets = tshark(pcapngOfTrace(trace), fields).map((read) => fields.map((field) => read.get(field)?.[0]))
  expect(packets).toEqual([
    ['client.eth0', '1700000000.000001000', OUTBOUND],
    ['server.eth0', '1700000000.000002000', INBOUND],
    ['client.eth0', '1700000000.000002500', INBOUND],
  ])
})
