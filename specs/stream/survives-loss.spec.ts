import type { Host, Schedule, SeenPacket, SocketKind } from '../../harness/index.ts'
import {
  atLeast,
  claim,
  connected,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  lan,
  losing,
  man,
  material,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  schedules,
  TCP_KINDS,
} from '../../harness/index.ts'
import { linkLosesNothing } from '../../harness/lab/mutants/link.ts'
import { recvDoublesAByte, recvLosesAByte, recvSwapsBytes } from '../../harness/sockets/mutants/stream/stream.ts'
import { retransmissionsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** Bytes on each connection; eleven full segments over IPv4, so that three connections send more than thirty. */
const LENGTH = 15_000
const CONNECTIONS = 3
const FRAMES = 30

export default claim({
  says: 'Also when the link loses segments, doubles them, delays them or changes bits in them, the bytes read are exactly the bytes written: TCP sends again what was lost.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'a TCP socket is a reliable, ordered connection'),
    material('D', 'data arrives safely as long as the cables hold'),
    rfc(9293, '3.8.1'),
    rfc(5681, '3.2'),
    rfc(6298, '5'),
    rfc(8985, '6'),
    man('tcp', 7, 'DESCRIPTION'),
  ],
  why:
    'The sender keeps every byte until it is acknowledged. What does not arrive is not acknowledged: the receiver repeats ' +
    'the number that it waits for with every later segment, and after three of these, or when too much that was sent later ' +
    'has arrived, the segment is sent again at once; if nothing comes back at all, when a timer runs out. Copies are known ' +
    'by their numbers and thrown away, late segments wait until the gap before them is filled, and a segment whose ' +
    'checksum is wrong is one that was lost.',
  method: [
    'Three connections run side by side across a link that obeys a schedule of faults; at first nothing goes wrong.',
    'The client sends 15 000 bytes on each and closes its direction, while the server reads until end-of-file.',
    'What was read is compared with what was written, and segments that were sent more than once are counted.',
    'The shortest retransmission time-out is 20 ms here in place of 200, by an option of the route.',
  ],
  byHand: [
    { run: 'tc qdisc add dev eth0 root netem loss 5%', see: 'on a machine of your own: one of twenty packets is lost' },
    {
      run: 'seq 1000000 | tee >(sha256sum >&2) | nc -N server 3490',
      see: 'the digest that «nc -l 3490 | sha256sum» shows there',
    },
    { run: 'nstat -az TcpRetransSegs', see: 'how many segments were sent again' },
  ],
  mutants: [linkLosesNothing, retransmissionsUnseen, recvLosesAByte, recvDoublesAByte, recvSwapsBytes],

  experiment: forAll(
    lan(['client', 'server'], { carried: true, ipv6: true, shortestTimeout: 20 }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        schedule: schedules({ from: ['client', 'server'], frames: FRAMES, most: 5 }),
      }),
      // One segment in the middle, of which later ones tell.
      example: { kind: 'TCP over IPv4', schedule: losing('client', 4) },
      edges: [
        { kind: 'TCP over IPv6', schedule: losing('client', 1, 2, 3) },
        // The last ones, of which no later one tells; and acknowledgments.
        {
          kind: 'TCP over IPv4-mapped IPv6',
          schedule: losing('client', 28, 29, 30),
        },
        { kind: 'TCP over IPv4', schedule: losing('server', 1, 2, 3, 4, 5) },
      ],
      runs: 20,
    },
    async ({ kind, schedule }, hosts, tools) => {
      const port = tools.port()
      const connections = await connectAll(hosts, SOCKET_KINDS[kind], port)
      tools.link.obey(schedule)
      const written = countingText(LENGTH)
      const readings = connections.map(({ server }) => readToEnd(tools, server))
      for (const { client } of connections) await client.send(written)
      for (const { client } of connections) await client.shutdown('SHUT_WR')
      const read = []
      for (const reading of readings) {
        const { bytes, end } = await reading
        read.push({ length: bytes.length, end, difference: firstDifference(written, bytes) })
      }
      const sent = hosts.client.wire.tcp(port).filter(({ direction }) => direction === 'out')
      return { read, lost: tools.link.tally('client').lost, sentAgain: sentAgain(sent) }
    },
  ),

  judge: ({ read, lost, sentAgain }, { schedule }) => {
    const planned = lostFrames(schedule)
    return [
      equal(
        read,
        Array.from({ length: CONNECTIONS }, () => ({ length: LENGTH, end: 'end-of-file', difference: null })),
        'each connection: bytes read, how reading ended, and the first difference from what was written',
      ),
      equal(lost, planned, 'segments of the client that the link lost'),
      atLeast(sentAgain, Math.min(1, planned), 'segments with data that were sent again'),
    ]
  },
})

/** How many of the client's frames a schedule loses: all of them carry data or a FIN. */
function lostFrames(schedule: Schedule): number {
  return new Set(schedule.flatMap(({ from, frame, fault }) => (from === 'client' && fault === 'lose' ? [frame] : [])))
    .size
}

/** Connects one after the other; each is accepted before the next, so that the handshakes have been carried. */
async function connectAll({ client, server }: { client: Host; server: Host }, kind: SocketKind, port: number) {
  const listener = await server.listener(port, { kind })
  const connections = []
  for (let number = 1; number <= CONNECTIONS; number += 1) {
    const names = { client: `client ${number}`, server: `accepted ${number}` }
    connections.push(await connected(client, kind.at(server, port), listener, names))
  }
  return connections
}

/** How many segments begin where one that was seen before began. */
function sentAgain(segments: readonly SeenPacket[]): number {
  const withData = segments.filter(({ length }) => length > 0)
  return withData.length - new Set(withData.map(({ from, seq }) => `${from} ${seq}`)).size
}
