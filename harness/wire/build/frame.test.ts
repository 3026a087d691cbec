import fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkChecksums } from '../checksum.ts'
import { decode } from '../decode.ts'
import { TCP_FLAGS } from '../protocols/tcp-flags.ts'
import { disagreements } from '../testing/agreement.ts'
import { buildFrame, type FrameFields } from './frame.ts'
import { buildPacket } from './packet.ts'

const word = fc.integer({ min: 0, max: 0xffff })
const doubleWord = fc.nat({ max: 0xffff_ffff })
const octet = fc.integer({ min: 0, max: 0xff })
const ports = { sourcePort: word, destinationPort: word }
const bytes = (maxLength: number) => fc.uint8Array({ maxLength })

const tcpOption = fc.oneof(
  fc.constant({ name: 'no-operation' as const }),
  fc.constant({ name: 'SACK permitted' as const }),
  fc.record({ name: fc.constant('maximum segment size' as const), maximumSegmentSize: word }),
  fc.record({ name: fc.constant('window scale' as const), shiftCount: fc.nat(14) }),
  fc.record({ name: fc.constant('timestamps' as const), value: doubleWord, echoReply: doubleWord }),
)

const tcp = fc.record({
  kind: fc.constant('tcp' as const),
  ...ports,
  flags: fc.subarray([...TCP_FLAGS]),
  sequenceNumber: doubleWord,
  acknowledgmentNumber: doubleWord,
  window: word,
  urgentPointer: word,
  options: fc.array(tcpOption, { maxLength: 4 }),
})
const udp = fc.record({ kind: fc.constant('udp' as const), ...ports })

const addresses = fc.constantFrom(['10.77.0.11', '10.77.0.12'], ['fd77::b', 'fd77::1:0:0:c'])
const ethernet = { source: '02:00:0a:4d:00:0b', destination: '02:00:0a:4d:00:0c' }

const frameFields: fc.Arbitrary<FrameFields> = fc
  .record({ transport: fc.oneof(tcp, udp), addresses, timeToLive: octet, payload: bytes(40) })
  .map(({ addresses: [source = '', destination = ''], ...fields }) => ({ ...fields, source, destination, ethernet }))

test('A frame has the fields that it was built from', () => {
  fc.assert(
    fc.property(frameFields, ({ ethernet, source, destination, timeToLive, transport, payload, ...rest }) => {
      const frame = buildFrame({
        ethernet,
        source,
        destination,
        timeToLive: timeToLive ?? 64,
        transport,
        payload: payload ?? new Uint8Array(),
        ...rest,
      })
      const packet = decode(frame)
      expect(packet.malformed).toBeNull()
      expect(packet.ethernet).toMatchObject(ethernet)
      expect(packet.network).toMatchObject({ source, destination })
      const { options, ...fields } = 'options' in transport ? transport : { ...transport, options: [] }
      expect(packet.transport).toMatchObject(fields)
      const read = packet.transport?.kind === 'tcp' ? packet.transport.options : []
      expect(read.slice(0, options?.length)).toEqual(options)
      expect(packet.payload.bytes).toEqual(payload)
    }),
  )
})

test('tshark reads built frames as the decoder does, and finds their checksums correct', () => {
  const frames = fc.sample(frameFields, { numRuns: 200, seed: 1 }).map((fields) => buildFrame(fields))
  expect(disagreements(frames.map((bytes) => ({ length: bytes.byteLength, bytes })))).toEqual([])
  expect(new Set(frames.map((frame) => checkChecksums(frame).transport))).toEqual(new Set(['correct']))
})

test('Checksums are wrong or absent where they are wanted so, also to tshark', () => {
  const fields = {
    ...{ ethernet, source: '10.77.0.11', destination: '10.77.0.12' },
    transport: { kind: 'udp', sourcePort: 1, destinationPort: 2 },
  } as const
  const frames = [
    buildFrame({ ...fields, checksums: { transport: 'wrong' } }),
    buildFrame({ ...fields, checksums: { transport: 'absent' } }),
    buildFrame({ ...fields, checksums: { network: 'wrong' } }),
  ]
  expect(frames.map(checkChecksums)).toEqual([
    { network: 'correct', transport: 'incorrect' },
    { network: 'correct', transport: 'absent' },
    { network: 'incorrect', transport: 'correct' },
  ])
  expect(disagreements(frames.map((bytes) => ({ length: bytes.byteLength, bytes })))).toEqual([])
})

test('A wrong checksum of a datagram is never 0, which would mean that there is none', () => {
  fc.assert(
    fc.property(frameFields, (fields) => {
      expect(checkChecksums(buildFrame({ ...fields, checksums: { transport: 'wrong' } })).transport).not.toMatch(
        /absent|^correct/,
      )
    }),
  )
})

test('An ICMP error quotes the packet that it is about, also to tshark', () => {
  const about = {
    transport: { kind: 'tcp', sourcePort: 40_000, destinationPort: 3490, flags: ['SYN'], sequenceNumber: 5 },
  } as const
  const error = (
    source: string,
    destination: string,
    transport: { kind: 'icmp' | 'icmpv6'; type: number; code: number; rest: number },
  ) =>
    buildFrame({
      ...{ ethernet, source, destination, transport },
      payload: buildPacket({ source: destination, destination: source, ...about }).bytes,
    })
  const frames = [
    error('10.77.0.1', '10.77.0.11', { kind: 'icmp', type: 3, code: 4, rest: 1400 }),
    error('fd77::1', 'fd77::b', { kind: 'icmpv6', type: 2, code: 0, rest: 1400 }),
  ]
  for (const frame of frames) {
    expect(decode(frame)).toMatchObject({
      malformed: null,
      transport: {
        body: { kind: 'error', mtu: 1400, original: { sourcePort: 40_000, destinationPort: 3490, sequenceNumber: 5 } },
      },
    })
  }
  expect(disagreements(frames.map((bytes) => ({ length: bytes.byteLength, bytes })))).toEqual([])
})

test('What cannot be a frame is refused', () => {
  const transport = { kind: 'udp', sourcePort: 1, destinationPort: 2 } as const
  const good = { ethernet, source: '10.77.0.11', destination: '10.77.0.12', transport }
  expect(() => buildFrame({ ...good, destination: 'fd77::1' })).toThrow('differ in family')
  expect(() => buildFrame({ ...good, source: 'nobody' })).toThrow('IPv6 address')
  expect(() => buildFrame({ ...good, ethernet: { ...ethernet, source: '02:00' } })).toThrow('Ethernet address')
})
