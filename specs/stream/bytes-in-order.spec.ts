import {
  claim,
  connected,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  loopback,
  material,
  posix,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import {
  recvDoublesAByte,
  recvLosesAByte,
  recvSwapsBytes,
  sendTakesAtMost,
} from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'Whatever the sizes of the sends and of the recvs, the bytes read are exactly the bytes written: in order, none lost, none doubled.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'data is exchanged as a sequence of bytes'),
    material('B', 'a TCP socket is a reliable, ordered connection'),
    material('D', 'while the cables hold, data arrives safely'),
    rfc(9293, '2.2'),
    posix('send'),
  ],
  why:
    'TCP numbers every byte. The receiving kernel puts segments into the order of their numbers, throws away what it has ' +
    'already, and acknowledges only what it holds; the sender keeps everything until it is acknowledged. send() appends ' +
    'to one queue of bytes and recv() takes from the front of the other, so neither call’s size leaves a trace.',
  method: [
    'The client sends «0 1 2 3 …» in pieces of given sizes and then closes its direction.',
    'The server calls recv() with given sizes at the same time, until end-of-file.',
    'What was read is compared with what was written, byte by byte.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.1 3490 | sha256sum', see: 'the same digest as sent' },
    { run: 'seq 1000000 | tee >(sha256sum >&2) | nc -N 127.0.0.1 3490', see: 'the digest of what is sent' },
  ],
  mutants: [recvLosesAByte, recvDoublesAByte, recvSwapsBytes, sendTakesAtMost(10_000), endOfFileReadsAs('EAGAIN')],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        sends: fc.array(size(0), { maxLength: 8 }),
        recvs: fc.array(size(1), { maxLength: 24 }),
      }),
      example: { kind: 'TCP over IPv4', sends: [3, 20_000, 1], recvs: [1, 7, 5_000] },
      // Nothing at all, and more than the buffers hold at first, so that send() has to wait for the reader.
      edges: [
        { kind: 'TCP over IPv4-mapped IPv6', sends: [], recvs: [] },
        { kind: 'TCP over IPv6', sends: [1_000_000], recvs: [1] },
      ],
      runs: 60,
    },
    async ({ kind: name, sends, recvs }, { client, server }, { port: newPort, answered }) => {
      const [kind, port] = [SOCKET_KINDS[name], newPort()]
      const ends = await connected(client, kind.at(server, port), await server.listener(port, { kind }))
      const written = countingText(sends.reduce((sum, bytes) => sum + bytes, 0))

      const reading = readToEnd({ answered }, ends.server, recvs)
      let taken = 0
      for (const bytes of sends) taken += await ends.client.send(written.subarray(taken, taken + bytes))
      await ends.client.shutdown('SHUT_WR')

      const { bytes, end } = await reading
      const sizes = { written: written.length, taken, read: bytes.length }
      return { ...sizes, end, difference: firstDifference(written, bytes) }
    },
  ),

  judge: ({ written, taken, read, end, difference }) => [
    equal(taken, written, 'bytes that send() took'),
    equal(read, written, 'bytes that recv() gave'),
    equal(difference, null, 'the first difference between what was written and what was read'),
    equal(end, 'end-of-file', 'how reading ended'),
  ],
})

/** One byte, a few, or many: the ends of the range are where buffers and segments begin and end. */
function size(least: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: least, max: 16 }), fc.integer({ min: least, max: 30_000 }))
}
