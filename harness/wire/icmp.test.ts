import { expect, test } from 'vitest'
import { decode } from './decode.ts'
import { disagreements } from './testing/agreement.ts'
import { ethernet, fd77, hex, ipv4, ipv6, tcp, u16, u32, udp } from './testing/build-frame.ts'

const original = ipv4({
  protocol: 6,
  payload: tcp({ flags: 0x10, sequenceNumber: 99, payload: new Array(100).fill(1) }),
})
const original6 = ipv6({ nextHeader: 17, payload: udp([1, 2, 3]) })

/** Fragmentation needed with the MTU 1400, quoting the header and 8 bytes. */
const tooBig = ethernet(
  0x0800,
  ipv4({ protocol: 1, payload: [3, 4, 0, 0, 0, 0, ...u16(1400), ...original.slice(0, 28)] }),
)
const tooBig6 = ethernet(0x86dd, ipv6({ nextHeader: 58, payload: [2, 0, 0, 0, ...u32(1280), ...original6] }))
const timeExceeded = ethernet(0x0800, ipv4({ protocol: 1, payload: [11, 0, 0, 0, 0, 0, 0, 0, ...original] }))
const solicitation = hex('87 00 00 00 00 00 00 00')
const advertisement = hex('88 00 00 00 e0 00 00 00')
const linkLayerAddress = hex('02 00 00 00 00 0a')
const asks = ethernet(
  0x86dd,
  ipv6({ nextHeader: 58, payload: [...solicitation, ...fd77(12), 1, 1, ...linkLayerAddress], hopLimit: 255 }),
)
const answers = ethernet(
  0x86dd,
  ipv6({ nextHeader: 58, payload: [...advertisement, ...fd77(12), 2, 1, ...linkLayerAddress], hopLimit: 255 }),
)

test('an error quotes the datagram that it is about, of which 8 bytes suffice', () => {
  expect(decode(tooBig)).toMatchObject({
    malformed: null,
    transport: {
      kind: 'icmp',
      type: 3,
      code: 4,
      body: {
        kind: 'error',
        mtu: 1400,
        original: {
          network: { kind: 'ipv4', source: '10.77.0.11', destination: '10.77.0.12', totalLength: 140 },
          sourcePort: 40_000,
          destinationPort: 3490,
          sequenceNumber: 99,
        },
      },
    },
  })
})

test('an ICMPv6 error quotes its datagram', () => {
  expect(decode(tooBig6).transport).toMatchObject({
    kind: 'icmpv6',
    body: {
      mtu: 1280,
      original: { network: { kind: 'ipv6', source: 'fd77::b' }, destinationPort: 3490, sequenceNumber: null },
    },
  })
})

test('an error that quotes nothing is malformed', () => {
  const packet = decode(ethernet(0x0800, ipv4({ protocol: 1, payload: [3, 3, 0, 0, 0, 0, 0, 0] })))
  expect(packet.malformed).toBe('ICMP error without the header of the original datagram')
  expect(packet.transport).toMatchObject({ body: { kind: 'error', original: null } })
})

test('neighbour discovery names its target and a hardware address', () => {
  expect(decode(asks).transport).toMatchObject({
    body: { kind: 'neighbour solicitation', target: 'fd77::c', sourceLinkLayerAddress: '02:00:00:00:00:0a' },
  })
  expect(decode(answers).transport).toMatchObject({
    body: {
      kind: 'neighbour advertisement',
      target: 'fd77::c',
      isRouter: true,
      solicited: true,
      override: true,
      targetLinkLayerAddress: '02:00:00:00:00:0a',
    },
  })
})

test.each([
  ['isRouter', 0x80],
  ['solicited', 0x40],
  ['override', 0x20],
])('%s is a flag of a neighbour advertisement', (name, bit) => {
  const payload = [...hex('88 00 00 00'), bit, 0, 0, 0, ...fd77(12)]
  const { transport } = decode(ethernet(0x86dd, ipv6({ nextHeader: 58, payload })))
  const flags = { isRouter: false, solicited: false, override: false, [name]: true }
  expect(transport).toMatchObject({ body: { ...flags, targetLinkLayerAddress: null } })
})

test('an option of length 0 in neighbour discovery is malformed and does not hold up the decoder', () => {
  const frame = ethernet(0x86dd, ipv6({ nextHeader: 58, payload: [...solicitation, ...fd77(12), ...hex('0e 00')] }))
  expect(decode(frame).malformed).toBe('neighbour discovery option 14 has length 0')
})

test('tshark reads these messages alike', () => {
  const frames = [tooBig, tooBig6, timeExceeded, asks, answers]
  expect(disagreements(frames.map((bytes) => ({ length: bytes.byteLength, bytes })))).toEqual([])
})
