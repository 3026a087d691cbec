import fc from 'fast-check'
import { ethernet, ipv4, tcp, u32 } from './build-frame.ts'

const FIN = 0x01
const SYN = 0x02
const RST = 0x04
const ACK = 0x10

/** A segment of a connection between a client and a server. */
interface Segment {
  readonly fromClient: boolean
  readonly flags: number
  /** Bytes sent and received before it. */
  readonly sent: number
  readonly received: number
  readonly payload: number[]
  readonly acknowledgesSelectively: boolean
  /** Whether it belongs to an earlier connection or to a later one between the same ports. */
  readonly later: boolean
}

const segment: fc.Arbitrary<Segment> = fc.record({
  fromClient: fc.boolean(),
  flags: fc.constantFrom(SYN, SYN | ACK, ACK, ACK, ACK, FIN | ACK, RST, RST | ACK),
  sent: fc.nat({ max: 20 }),
  received: fc.nat({ max: 20 }),
  payload: fc.array(fc.constant(0x61), { maxLength: 4 }),
  acknowledgesSelectively: fc.boolean(),
  later: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
})

/** Initial sequence numbers, some of which run over within a few bytes. */
const initial = fc.oneof(fc.constantFrom(0, 0xffff_fffe), fc.nat({ max: 0xffff_ffff }))

const connection = fc.tuple(initial, initial, fc.array(segment, { minLength: 1, maxLength: 12 }))

/** Frames of many connections, in any order: the SYNs may be missing, repeated or late. */
export const conversations = fc
  .array(connection, { minLength: 100, maxLength: 100 })
  .map((connections) =>
    connections.flatMap(([client, server, segments], n) =>
      segments.map((segment) => frame(40_000 + n, segment, client, server)),
    ),
  )

function frame(clientPort: number, segment: Segment, client: number, server: number): Uint8Array {
  const { fromClient, flags, sent, received } = segment
  const shift = segment.later ? 100_000 : 0
  const ours = (fromClient ? client : server) + shift
  const theirs = (fromClient ? server : client) + shift
  const isSyn = (flags & SYN) !== 0
  const isAck = (flags & ACK) !== 0
  const edges = [theirs + received + 1, theirs + received + 5].map((edge) => edge >>> 0)
  const payload = tcp({
    sourcePort: fromClient ? clientPort : 3490,
    destinationPort: fromClient ? 3490 : clientPort,
    flags,
    sequenceNumber: (isSyn ? ours : ours + 1 + sent) >>> 0,
    acknowledgmentNumber: isAck ? (theirs + 1 + received) >>> 0 : 0,
    options: segment.acknowledgesSelectively && isAck && !isSyn ? [1, 1, 5, 10, ...edges.flatMap(u32)] : [],
    payload: segment.payload,
  })
  const [here, there] = fromClient ? [11, 12] : [12, 11]
  return ethernet(0x0800, ipv4({ protocol: 6, payload, source: [10, 77, 0, here], destination: [10, 77, 0, there] }))
}
