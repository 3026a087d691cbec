import { expect, test } from 'vitest'
import { parseConntrack } from './conntrack.ts'

const TCP =
  'ipv4     2 tcp      6 431999 ESTABLISHED src=10.77.1.12 dst=203.0.113.80 sport=40000 dport=3490 ' +
  'src=203.0.113.80 dst=203.0.113.1 sport=3490 dport=1025 [ASSURED] mark=0 zone=0 use=2'
const UDP =
  'ipv4     2 udp      17 29 src=10.77.1.11 dst=203.0.113.80 sport=5000 dport=53 [UNREPLIED] ' +
  'src=203.0.113.80 dst=203.0.113.1 sport=53 dport=5000 mark=0 zone=0 use=2'
const ICMP =
  'ipv4     2 icmp     1 29 src=10.77.1.11 dst=203.0.113.80 type=8 code=0 id=1 src=203.0.113.80 dst=203.0.113.1 type=0 code=0 id=1'

test('A TCP entry gives its state, the flow as it came and the replies that are expected', () => {
  expect(parseConntrack(TCP)).toEqual([
    {
      protocol: 'tcp',
      state: 'ESTABLISHED',
      original: { source: '10.77.1.12', destination: '203.0.113.80', sourcePort: 40000, destinationPort: 3490 },
      reply: { source: '203.0.113.80', destination: '203.0.113.1', sourcePort: 3490, destinationPort: 1025 },
    },
  ])
})

test('A UDP entry has no state, and ICMP, which has no ports, is left out', () => {
  expect(parseConntrack(`${UDP}\n${ICMP}\n`)).toMatchObject([
    { protocol: 'udp', state: null, original: { sourcePort: 5000 } },
  ])
})
