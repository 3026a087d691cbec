import fc from 'fast-check'
import { withChecksums } from '../checksum.ts'
import { tcpOptions } from './arbitrary-tcp-options.ts'
import { ethernet, hex, ipv4, ipv6, tcp, u16, u32, udp } from './build-frame.ts'

const octet = fc.integer({ min: 0, max: 0xff })
const word = fc.integer({ min: 0, max: 0xffff })
const doubleWord = fc.nat({ max: 0xffff_ffff })
const payload = fc.array(octet, { maxLength: 40 })

const tcpSegment = fc
  .record({
    sourcePort: word,
    destinationPort: word,
    sequenceNumber: doubleWord,
    acknowledgmentNumber: doubleWord,
    flags: fc.integer({ min: 0, max: 0xfff }),
    window: word,
    urgentPointer: word,
    options: tcpOptions,
    payload,
  })
  .map((fields) => ({ protocol: 6, bytes: tcp(fields) }))

const udpDatagram = fc
  .record({ sourcePort: word, destinationPort: word, payload })
  .map((fields) => ({ protocol: 17, bytes: udp(fields.payload, fields.sourcePort, fields.destinationPort) }))

const transport = fc.oneof(tcpSegment, udpDatagram)

/** Whole datagrams, first fragments, later ones: the flags and the offset in units of 8 bytes. */
const fragment = fc.constantFrom(0, 0x4000, 0x2000, 0x2010, 0x0010)

const ipv4Address = fc.tuple(fc.integer({ min: 1, max: 223 }), octet, octet, octet)

/** None; router alert; no operations; router alert between a no operation and the end of the list. */
const ipv4Options = fc.constantFrom('', '94 04 00 00', '01 01 01 01', '01 94 04 00 00 00 00 00').map(hex)

const ipv4Frame = fc
  .record({
    transport,
    differentiatedServices: octet,
    identification: word,
    fragment,
    timeToLive: octet,
    source: ipv4Address,
    destination: ipv4Address,
    options: ipv4Options,
    tag: fc.option(word),
  })
  .map(({ transport, tag, ...fields }) =>
    ethernet(0x0800, ipv4({ ...fields, protocol: transport.protocol, payload: transport.bytes }), tag),
  )

/** An address with runs of zeros, in which the text of an address has its difficulties. */
const ipv6Address = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, word), { minLength: 7, maxLength: 7 })
  .map((groups) => [0xfd, 0x77, ...groups.flatMap(u16)])

/** Extension headers behind their next-header octet: padding as options, a route that has been followed, a fragment. */
const extensions = fc
  .record({
    hopByHop: fc.constantFrom([], [{ header: 0, bytes: hex('00 01 04 00 00 00 00') }]),
    destination: fc.constantFrom([], [{ header: 60, bytes: hex(`01 01 0c ${'00'.repeat(12)}`) }]),
    routing: fc.constantFrom([], [{ header: 43, bytes: hex('00 fd 00 00 00 00 00') }]),
    fragment: fc.option(fc.tuple(fc.constantFrom(0, 1, 0x81 * 8 + 1), doubleWord)),
  })
  .map(({ hopByHop, destination, routing, fragment }) => {
    const [word, identification] = fragment ?? [0, 0]
    const last = fragment === null ? [] : [{ header: 44, bytes: [0, ...u16(word), ...u32(identification)] }]
    return [...hopByHop, ...destination, ...routing, ...last]
  })

const ipv6Frame = fc
  .record({
    transport,
    extensions,
    trafficClass: octet,
    flowLabel: fc.nat({ max: 0xf_ffff }),
    hopLimit: octet,
    source: ipv6Address,
    destination: ipv6Address,
  })
  .map(({ transport, extensions, ...fields }) => {
    const types = [...extensions.map(({ header }) => header), transport.protocol]
    const chain = extensions.flatMap(({ bytes }, n) => [types[n + 1] ?? 59, ...bytes])
    return ethernet(0x86dd, ipv6({ ...fields, nextHeader: types[0] ?? 59, payload: [...chain, ...transport.bytes] }))
  })

/** Frames with any valid headers of TCP and UDP over IPv4 and IPv6, their checksums correct or missing. */
export const arbitraryFrame = fc
  .tuple(fc.oneof(ipv4Frame, ipv6Frame), fc.boolean())
  .map(([frame, correct]) => (correct ? withChecksums(frame) : frame))
