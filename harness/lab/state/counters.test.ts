import { expect, test } from 'vitest'
import { parseCounters, parseCounters6 } from './counters.ts'

test('Each value gets the name above it and the name of its group', () => {
  const text = 'TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 0 7\nIpExt: InOctets\nIpExt: 123\n'
  expect(parseCounters(text)).toEqual([
    ['TcpExt.SyncookiesSent', 0],
    ['TcpExt.ListenOverflows', 7],
    ['IpExt.InOctets', 123],
  ])
})

test('Of IPv6 each line is a counter, in the group that its name begins with', () => {
  const text =
    'Ip6InReceives                   \t226\nUdp6InErrors                    \t0\nUdpLite6InErrors\t1\nIcmp6OutType135\t8\n'
  expect(parseCounters6(text)).toEqual([
    ['Ip6.InReceives', 226],
    ['Udp6.InErrors', 0],
    ['UdpLite6.InErrors', 1],
    ['Icmp6.OutType135', 8],
  ])
})
