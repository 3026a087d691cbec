import { expect, test } from 'vitest'
import { conversation } from './conversation.ts'
import { decode } from './decode.ts'
import { protocolName, summary } from './summary.ts'
import { ethernet, fd77, hex, ipv4, ipv6, type TcpFields, tcp, u16, u32, udp } from './testing/build-frame.ts'

const overIpv4 = (protocol: number, payload: readonly number[]) => ethernet(0x0800, ipv4({ protocol, payload }))
const overIpv6 = (nextHeader: number, payload: readonly number[]) => ethernet(0x86dd, ipv6({ nextHeader, payload }))
const segment = (fields: TcpFields) => overIpv4(6, tcp({ sequenceNumber: 1000, acknowledgmentNumber: 2000, ...fields }))
const arp = (operation: number) =>
  ethernet(0x0806, [
    ...hex('00 01 08 00 06 04'),
    ...u16(operation),
    ...hex('02 00 00 00 00 0b'),
    ...[10, 77, 0, 11],
    ...hex('00 00 00 00 00 00'),
    ...[10, 77, 0, 12],
  ])

test.each([
  ['SYN  seq 1000  mss 1460', segment({ flags: 0x02, options: hex('02 04 05 b4') })],
  ['SYN, ACK  seq 1000  ack 2000', segment({ flags: 0x12 })],
  ['PSH, ACK  1000:1005  ack 2000  5 bytes', segment({ flags: 0x18, payload: [1, 2, 3, 4, 5] })],
  ['FIN, ACK  seq 1000  ack 2000', segment({ flags: 0x11 })],
  ['RST, ACK  seq 1000  ack 2000', segment({ flags: 0x14, window: 0 })],
  ['ACK  seq 1000  ack 2000  win 0', segment({ flags: 0x10, window: 0 })],
  ['ACK, URG  1000:1001  ack 2000  urg 1  1 byte', segment({ flags: 0x30, urgentPointer: 1, payload: [1] })],
  ['no flags  seq 1000', segment({ flags: 0 })],
  [
    'ACK  seq 1000  ack 2000  sack 2010:2020 2030:2040',
    segment({ flags: 0x10, options: [1, 1, 5, 18, ...[2010, 2020, 2030, 2040].flatMap(u32)] }),
  ],
  ['SYN  seq 1000  fast open cookie request', segment({ flags: 0x02, options: hex('22 02 01 01') })],
  ['5 bytes', overIpv4(17, udp([1, 2, 3, 4, 5]))],
  ['1 byte', overIpv6(17, udp([1]))],
  ['destination unreachable (port)', overIpv4(1, [3, 3, ...u32(0), 0, 0, ...ipv4({ protocol: 17, payload: udp([]) })])],
  [
    'destination unreachable (port)',
    overIpv6(58, [1, 4, ...u32(0), 0, 0, ...ipv6({ nextHeader: 17, payload: udp([]) })]),
  ],
  ['packet too big  mtu 1280', overIpv6(58, [2, 0, 0, 0, ...u32(1280), ...ipv6({ nextHeader: 17, payload: udp([]) })])],
  ['echo request  id 7  seq 1', overIpv4(1, hex('08 00 00 00 00 07 00 01'))],
  ['neighbour solicitation  who has fd77::c?', overIpv6(58, [...hex('87 00 00 00 00 00 00 00'), ...fd77(12)])],
  ['type 200 code 1', overIpv4(1, hex('c8 01 00 00 00 00 00 00'))],
  ['ARP who has 10.77.0.12? tell 10.77.0.11', arp(1)],
  ['ARP 10.77.0.11 is at 02:00:00:00:00:0b', arp(2)],
  ['IPv4 protocol 2  3 bytes', overIpv4(2, [1, 2, 3])],
  ['EtherType 0x88b5  3 bytes', ethernet(0x88b5, [1, 2, 3])],
  [
    '16 bytes  fragment at 0, more follow',
    ethernet(0x0800, ipv4({ protocol: 17, payload: udp(new Array(16).fill(0)), fragment: 0x2000 })),
  ],
  ['EtherType 0x0806  2 bytes  malformed: ARP packet of 2 bytes, at least 8', ethernet(0x0806, [0, 1])],
])('«%s»', (text, frame) => {
  expect(summary(decode(frame))).toBe(text)
})

test('with the numbers of a conversation a summary is relative', () => {
  const packets = [
    segment({ flags: 0x02 }),
    overIpv4(6, tcp({ flags: 0x18, sequenceNumber: 1001, acknowledgmentNumber: 501, payload: [1, 2] })),
  ].map((frame) => decode(frame))
  const numbers = conversation(packets)
  expect(packets.map((packet, n) => summary(packet, numbers[n]))).toEqual([
    'SYN  seq 0',
    'PSH, ACK  1:3  ack 1  2 bytes',
  ])
})

test.each([
  ['TCP', segment({ flags: 0x02 })],
  ['ICMPv6', overIpv6(58, hex('80 00 00 00 00 07 00 01'))],
  ['ARP', arp(1)],
  ['IPv4', overIpv4(2, [])],
  ['Ethernet', ethernet(0x88b5, [])],
])('the protocol of a packet may be %s', (name, frame) => {
  expect(protocolName(decode(frame))).toBe(name)
})
