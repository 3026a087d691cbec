import {
  atLeast,
  atMost,
  butNot,
  claim,
  connected,
  countingText,
  equal,
  fc,
  forAll,
  kernel,
  lan,
  man,
  material,
  offloadSegmentation,
  readToEnd,
  rfc,
  type SeenPacket,
  SOCKET_KINDS,
  TCP_KINDS,
  trueWhen,
} from '../../harness/index.ts'
import { largestSegmentToldShort } from '../../harness/sockets/mutants/stream/segment-size.ts'
import { sequenceNumberShifted } from '../../harness/wire/mutants/answers.ts'
import { framesUnseenAbove, segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** More than one segment of any kind of socket, on Ethernet with packets of 1 500 bytes. */
const LEAST = 1_500
const MOST = 60_000

export default claim({
  says: 'A message larger than the maximum segment size leaves in several segments, none larger than that, which carry consecutive sequence numbers.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('B', 'the operating system buffers outgoing data and sends it in packets through the TCP/IP stack'),
    rfc(9293, '3.7.1'),
    rfc(9293, '3.4'),
    man('ip-link', 8),
    kernel('networking/segmentation-offloads'),
  ],
  why:
    'At the handshake each side tells the largest segment that it takes; on Ethernet that is 1 460 bytes over IPv4 and ' +
    '1 440 over IPv6, less 12 for the timestamps. TCP cuts the stream accordingly, and each segment says by its sequence ' +
    'number where in the stream its first byte belongs. To save work Linux leaves the cutting to the network card and ' +
    'hands it up to 64 KiB at once; a capture on the sending host sees these packets before they are cut, and on ' +
    'loopback and between virtual machines nobody ever cuts them. The sequence numbers are consecutive all the same.',
  method: [
    `A client sends a text of ${LEAST} to ${MOST} bytes in one send(), and the server reads it to the end, without segmentation offload and with it.`,
    'TCP_INFO tells the client’s maximum segment size; the length and sequence number of each packet that leaves are observed.',
    'A packet that repeats another is left out.',
  ],
  byHand: [
    { run: 'ethtool -k eth0 | grep tcp-segmentation-offload', see: 'on' },
    {
      run: 'tcpdump -ni lo "tcp port 3490 and greater 100" &',
      see: 'after the next commands packets of more than 10 000 bytes: lo carries up to 65 536 at once',
    },
    { run: 'nc -l 127.0.0.1 3490 > /dev/null &', see: 'it waits' },
    {
      run: 'head -c 30000 /dev/zero | nc -N 127.0.0.1 3490',
      see: 'nothing; now once more after ip link set lo mtu 1500 gso_max_segs 1: packets of length 1448',
    },
  ],
  mutants: [
    segmentsUnseen('PSH, ACK'),
    sequenceNumberShifted('PSH, ACK', 1),
    largestSegmentToldShort,
    framesUnseenAbove(1514),
  ],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({ kind: fc.constantFrom(...TCP_KINDS), length: fc.integer({ min: LEAST, max: MOST }) }),
      example: { kind: 'TCP over IPv4', length: 5_000 },
      edges: [{ kind: 'TCP over IPv6', length: LEAST }],
      runs: 8,
    },
    async ({ kind: name, length }, { client, server }, { port, say, answered }) => {
      const kind = SOCKET_KINDS[name]
      const send = async (isOffloaded: boolean) => {
        offloadSegmentation(client, isOffloaded)
        const to = kind.at(server, port())
        const ends = await connected(client, to, await server.listener(to.port, { kind }))
        const sending = ends.client.send(countingText(length))
        const { sndMss } = await ends.client.get('TCP_INFO')
        await sending
        await ends.client.shutdown('SHUT_WR')
        const { bytes } = await readToEnd({ answered }, ends.server)
        const segments = client.wire.tcp(to.port).filter((segment) => segment.direction === 'out' && segment.length > 0)
        return { received: bytes.length, largest: sndMss, segments: withoutRepeats(segments) }
      }
      say('without segmentation offload')
      const cut = await send(false)
      say('with segmentation offload')
      return { cut, whole: await send(true) }
    },
  ),

  judge: ({ cut, whole }, { length }) => [
    trueWhen(
      'the segments are cut before they leave the host',
      atLeast(cut.segments.length, 2, 'segments that leave'),
      atMost(Math.max(...cut.segments.map((segment) => segment.length)), cut.largest, 'bytes in the largest of them'),
      equal(
        cut.segments.map(({ seq }) => seq),
        consecutive(cut.segments),
        'sequence numbers: each where the one before ended',
      ),
      equal(total(cut.segments), length, 'bytes in all of them'),
    ),
    butNot(
      'the network card is to cut them: a capture shows larger packets',
      atLeast(
        Math.max(...whole.segments.map((segment) => segment.length)),
        whole.largest + 1,
        'bytes in the largest packet that leaves',
      ),
      equal(
        whole.segments.map(({ seq }) => seq),
        consecutive(whole.segments),
        'sequence numbers: each where the one before ended',
      ),
      equal(total(whole.segments), length, 'bytes in all of them'),
    ),
  ],
})

type Segment = { readonly seq: number; readonly length: number }

/** The segments that bring something new: one may be sent again where the machine is slow. */
function withoutRepeats(segments: readonly SeenPacket[]): Segment[] {
  const all: Segment[] = []
  let end = 0
  for (const { seq, length } of segments) {
    if (seq === null || seq + length <= end) continue
    all.push({ seq, length })
    end = seq + length
  }
  return all
}

/** The sequence numbers that these segments must have, counted from the SYN, which has 0. */
function consecutive(segments: readonly Segment[]): number[] {
  return segments.map((_, index) => 1 + total(segments.slice(0, index)))
}

function total(segments: readonly Segment[]): number {
  return segments.reduce((sum, { length }) => sum + length, 0)
}
