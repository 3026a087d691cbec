import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decode } from './decode.ts'
import { ethernet, fd77, hex, ipv4, ipv6, tcp, udp } from './testing/build-frame.ts'

const SYN = 0x002
const ACK = 0x010

describe('a TCP segment', () => {
  const options = hex('02 04 05 b4  04 02  08 0a 00 00 00 01 00 00 00 02  01  03 03 07')
  const segment = tcp({ sequenceNumber: 0xffff_ffff, acknowledgmentNumber: 7, flags: SYN | ACK, options })
  const packet = decode(ethernet(0x0800, ipv4({ protocol: 6, payload: segment, fragment: 0x4000 })))

  test('is read with all its fields', () => {
    expect(packet.malformed).toBeNull()
    expect(packet.ethernet).toMatchObject({ destination: '02:00:00:00:00:0c', etherType: 0x0800 })
    expect(packet.network).toMatchObject({ kind: 'ipv4', source: '10.77.0.11', dontFragment: true, totalLength: 60 })
    expect(packet.transport).toEqual({
      kind: 'tcp',
      offset: 34,
      sourcePort: 40_000,
      destinationPort: 3490,
      sequenceNumber: 0xffff_ffff,
      acknowledgmentNumber: 7,
      dataOffset: 10,
      reserved: 0,
      flags: ['SYN', 'ACK'],
      window: 64_240,
      checksum: 0,
      urgentPointer: 0,
      options: [
        { name: 'maximum segment size', maximumSegmentSize: 1460 },
        { name: 'SACK permitted' },
        { name: 'timestamps', value: 1, echoReply: 2 },
        { name: 'no-operation' },
        { name: 'window scale', shiftCount: 7 },
      ],
    })
  })

  test('carries every flag from FIN to AE', () => {
    const all = decode(ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: 0xfff }) })))
    expect(all.transport).toMatchObject({
      flags: ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR', 'AE'],
      reserved: 7,
    })
  })

  test('keeps options of an unknown kind, and of a known kind with a wrong length, as bytes', () => {
    const strange = hex('fd 04 ab cd  02 03 07  00')
    const { transport, malformed } = decode(
      ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: ACK, options: strange }) })),
    )
    expect(transport).toMatchObject({
      options: [
        { name: 'unknown', kind: 0xfd, bytes: Uint8Array.of(0xab, 0xcd) },
        { name: 'unknown', kind: 2, bytes: Uint8Array.of(7) },
        { name: 'end of option list' },
      ],
    })
    expect(malformed).toBe('TCP option 2 has length 3')
  })
})

describe('the payload', () => {
  test('ends where the IP header says, not where the frame is padded to', () => {
    const padded = Uint8Array.from([...ethernet(0x0800, ipv4({ protocol: 17, payload: udp([1, 2]) })), 0, 0, 0])
    expect(decode(padded).payload).toEqual({ offset: 42, length: 2, bytes: Uint8Array.of(1, 2) })
  })

  test('has its length also when the capture cut the frame', () => {
    const frame = ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: ACK, payload: [1, 2, 3, 4, 5] }) }))
    const { payload, malformed } = decode(frame.subarray(0, -2), { length: frame.byteLength })
    expect(payload).toEqual({ offset: 54, length: 5, bytes: Uint8Array.of(1, 2, 3) })
    expect(malformed).toBeNull()
  })

  test('of a datagram that is shorter than its packet ends where the UDP header says', () => {
    const payload = [...hex('00 01 00 02 00 0a 00 00'), 1, 2, 3, 4]
    const packet = decode(ethernet(0x0800, ipv4({ protocol: 17, payload })))
    expect(packet).toMatchObject({ malformed: null, payload: { length: 2, bytes: Uint8Array.of(1, 2) } })
  })

  test('reaches to the end of the frame where a segment is too long for the IP header to say its length', () => {
    const segment = tcp({ flags: ACK, payload: [1, 2, 3] })
    const packet = decode(ethernet(0x0800, ipv4({ protocol: 6, payload: segment, totalLength: 0 })))
    expect(packet).toMatchObject({ malformed: null, payload: { length: 3 } })
  })

  test('does not keep the frame alive', () => {
    const frame = ethernet(0x0800, ipv4({ protocol: 17, payload: udp([1, 2]) }))
    expect(decode(frame).payload.bytes.buffer.byteLength).toBe(2)
  })
})

describe('other protocols', () => {
  test('an 802.1Q tag stands between the addresses and the type', () => {
    const { ethernet: header, transport } = decode(ethernet(0x86dd, ipv6({ nextHeader: 17, payload: udp([]) }), 0xb007))
    expect(header?.tags).toEqual([
      { tagProtocolIdentifier: 0x8100, priorityCodePoint: 5, dropEligible: true, vlanIdentifier: 7 },
    ])
    expect(transport).toMatchObject({ kind: 'udp', length: 8 })
  })

  test('an unknown EtherType leaves its bytes as payload', () => {
    const packet = decode(ethernet(0x88b5, [1, 2, 3]))
    expect(packet).toMatchObject({
      network: null,
      transport: null,
      malformed: null,
      payload: { offset: 14, length: 3 },
    })
  })

  test('a later fragment has no transport header', () => {
    const packet = decode(ethernet(0x0800, ipv4({ protocol: 17, payload: [1, 2, 3, 4], fragment: 185 })))
    expect(packet).toMatchObject({ network: { fragmentOffset: 1480 }, transport: null, payload: { length: 4 } })
  })

  test('extension headers are followed in order', () => {
    const chain = [...hex('2c 00 01 04 00 00 00 00'), ...hex('11 00 00 01 00 00 00 2a'), ...udp([9])]
    const packet = decode(ethernet(0x86dd, ipv6({ nextHeader: 0, payload: chain, source: fd77(1) })))
    expect(packet.network).toMatchObject({
      source: 'fd77::1',
      nextHeader: 0,
      upperLayerProtocol: 17,
      extensions: [
        { header: 'hop-by-hop', nextHeader: 44, length: 8 },
        { header: 'fragment', nextHeader: 17, fragmentOffset: 0, moreFragments: true, identification: 42 },
      ],
    })
    expect(packet.transport).toMatchObject({ kind: 'udp', sourcePort: 40_000 })
  })

  test('behind the header of a later fragment there is no header to follow', () => {
    const chain = [...hex('3c 00 00 08 00 00 00 2a'), ...new Array<number>(16).fill(0)]
    const packet = decode(ethernet(0x86dd, ipv6({ nextHeader: 44, payload: chain })))
    expect(packet).toMatchObject({ network: { upperLayerProtocol: 60 }, transport: null, payload: { length: 16 } })
    expect(packet.network).toHaveProperty('extensions.length', 1)
  })
})

describe('a malformed frame says why', () => {
  const whole = ethernet(0x0800, ipv4({ protocol: 6, payload: tcp({ flags: ACK }) }))
  test.each([
    ['is empty', new Uint8Array(0), 'Ethernet header of 0 bytes, not 14'],
    ['ends in its IPv4 header', whole.subarray(0, 30), 'IPv4 header of 16 bytes, at least 20'],
    ['ends in its TCP header', whole.subarray(0, 40), 'IPv4 total length 40 in 26 bytes'],
    [
      'has another IP version',
      ethernet(0x0800, ipv6({ nextHeader: 59, payload: [] })),
      'IP version 6 in an IPv4 frame',
    ],
    [
      'has a UDP length beyond its end',
      ethernet(0x0800, ipv4({ protocol: 17, payload: hex('00 01 00 02 00 09 00 00') })),
      'UDP length 9 in 8 bytes',
    ],
    [
      'has an IPv4 option without an end',
      ethernet(0x0800, ipv4({ protocol: 17, payload: udp([]), options: hex('94 09 00 00') })),
      'IPv4 option 148 has length 9',
    ],
    ['has a short ARP packet', ethernet(0x0806, hex('00 01 08 00 06 04 00 01')), 'ARP packet of 8 bytes, at least 28'],
  ])('that %s', (_, frame, reason) => {
    expect(decode(frame).malformed).toBe(reason)
  })

  test('and is read as far as it goes', () => {
    const { network, transport, malformed } = decode(whole.subarray(0, 40), { length: whole.byteLength })
    expect(malformed).toBe('TCP header of 6 bytes, at least 20')
    expect(network).toMatchObject({ kind: 'ipv4', destination: '10.77.0.12' })
    expect(transport).toBeNull()
  })
})

describe('no bytes make the decoder throw', () => {
  const anyBytes = fc.uint8Array({ maxLength: 120 })
  const etherTypes = fc.constantFrom(0x0800, 0x0806, 0x86dd, 0x8100)
  const firstOctets = fc.constantFrom(0x45, 0x4f, 0x60)
  const protocols = fc.constantFrom(0, 1, 6, 17, 43, 44, 58, 60)

  test('neither any', () => {
    fc.assert(fc.property(anyBytes, fc.option(fc.nat({ max: 200 })), decodes), { numRuns: 2000 })
  })

  test('nor those that begin like a packet', () => {
    fc.assert(
      fc.property(etherTypes, firstOctets, protocols, anyBytes, (etherType, first, protocol, rest) => {
        const bytes = Uint8Array.from([first, ...rest])
        bytes[first === 0x60 ? 6 : 9] = protocol
        decodes(ethernet(etherType, [...bytes]), null)
      }),
      { numRuns: 5000 },
    )
  })

  function decodes(bytes: Uint8Array, length: number | null): void {
    const { payload } = decode(bytes, length === null ? {} : { length })
    expect(payload.bytes.byteLength).toBeLessThanOrEqual(payload.length)
  }
})
