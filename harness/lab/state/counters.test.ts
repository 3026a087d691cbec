import { expect, test } from 'vitest'
import { parseCounters } from './counters.ts'

test('Each value gets the name above it and the name of its group', () => {
  const text = 'TcpExt: SyncookiesSent ListenOverflows\nTcpExt: 0 7\nIpExt: InOctets\nIpExt: 123\n'
  expect(parseCounters(text)).toEqual([
    ['TcpExt.SyncookiesSent', 0],
    ['TcpExt.ListenOverflows', 7],
    ['IpExt.InOctets', 123],
  ])
})
