import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import type { Frame } from './capture.ts'
import { checkChecksums } from './checksum.ts'
import { decode } from './decode.ts'
import { disagreements } from './testing/agreement.ts'
import { readLines } from './testing/read-lines.ts'
import { TwoHosts } from './testing/two-hosts.ts'

let atClient: readonly Frame[] = []
let atServer: readonly Frame[] = []
let lost = 0

beforeAll(async () => {
  await using hosts = new TwoHosts()
  const { client, server } = hosts
  const script = fileURLToPath(new URL('testing/traffic.py', import.meta.url))
  execFileSync('python3', [script, client.namespace.path, server.namespace.path])
  atClient = client.capture.drain()
  atServer = server.capture.drain()
  lost = client.capture.lost() + server.capture.lost()
}, 60_000)

test('the decoder and tshark read every frame alike, field by field', () => {
  expect(disagreements([...atClient, ...atServer])).toEqual([])
})

test('no frame is lost', () => {
  expect(lost).toBe(0)
})

test.each([
  { version: 'IPv4', ofSize: 'mss 1460' },
  { version: 'IPv6', ofSize: 'mss 1440' },
] as const)('a connection over $version shows its handshake, its data and its end', ({ version, ofSize }) => {
  expect(readLines(atClient.filter((frame) => hasVersion(frame, version)))).toEqual(
    expect.arrayContaining([
      `out TCP SYN  seq 0  ${ofSize}`,
      `in TCP SYN, ACK  seq 0  ack 1  ${ofSize}`,
      'out TCP ACK  seq 1  ack 1',
      'out TCP PSH, ACK  1:6  ack 1  5 bytes',
      'out TCP PSH, ACK, URG  6:7  ack 4001  urg 1  1 byte',
      'out TCP FIN, ACK  seq 7  ack 4001',
      'in TCP FIN, ACK  seq 4001  ack 8',
      'in TCP RST, ACK  seq 1  ack 1',
    ]),
  )
})

test('resolution, datagrams, fragments, refusals and echoes are read', () => {
  const lines = readLines(atClient)
  expect(lines).toContain('out ARP ARP who has 10.77.0.12? tell 10.77.0.11')
  expect(lines).toContainEqual(expect.stringMatching(/^in ARP ARP 10\.77\.0\.12 is at ([0-9a-f]{2}:){5}[0-9a-f]{2}$/))
  expect(lines).toContain('out ICMPv6 neighbour solicitation  who has fd77::12?')
  expect(lines).toContainEqual(expect.stringMatching(/^in ICMPv6 neighbour advertisement {2}fd77::12 is at /))
  for (const version of ['ICMP', 'ICMPv6']) {
    expect(lines).toContain(`in ${version} destination unreachable (port)`)
    expect(lines).toContain(`out ${version} echo request  id 7  seq 1`)
    expect(lines).toContain(`in ${version} echo reply  id 7  seq 1`)
  }
  expect(lines).toContain('out UDP 0 bytes')
  expect(lines).toContain('out UDP 1472 bytes  fragment at 0, more follow')
  expect(lines).toContain('out IPv4 IPv4 protocol 17  1048 bytes  fragment at 2960, the last')
  expect(lines).toContain('out IPv6 IPv6 next header 17  1112 bytes  fragment at 2896, the last')
})

test('what leaves one host arrives at the other, later and byte for byte', () => {
  for (const [from, to] of [
    [atClient, atServer],
    [atServer, atClient],
  ] as const) {
    const left = from.filter((frame) => frame.direction === 'out' && isTransport(frame))
    const arrived = to.filter((frame) => frame.direction === 'in' && isTransport(frame))
    expect(arrived.map(({ bytes }) => bytes)).toEqual(left.map(({ bytes }) => bytes))
    expect(arrived.filter(({ at }, n) => at < (left[n]?.at ?? 0n))).toEqual([])
  }
})

test('a frame larger than its slot is cut off but keeps its length', () => {
  const segment = atServer.find((frame) => decode(frame.bytes, { length: frame.length }).payload.length === 4000)
  expect(segment?.length).toBeGreaterThan(4000)
  expect(segment?.bytes.byteLength).toBeLessThan(2048)
})

test('checksums are correct or, where the network card was to complete them, partial', () => {
  const states = atClient.map(({ bytes }) => checkChecksums(bytes))
  expect(new Set(states.map(({ network }) => network))).toEqual(new Set(['correct', 'absent']))
  expect(states.map(({ transport }) => transport)).toEqual(expect.arrayContaining(['correct', 'partial']))
  expect(states.map(({ transport }) => transport)).not.toContain('incorrect')
})

function hasVersion({ bytes }: Frame, version: 'IPv4' | 'IPv6'): boolean {
  return decode(bytes).network?.kind === version.toLowerCase()
}

function isTransport({ bytes }: Frame): boolean {
  const { transport } = decode(bytes)
  return transport?.kind === 'tcp' || transport?.kind === 'udp'
}
