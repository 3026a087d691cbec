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
  type Socket,
  TCP_KINDS,
} from '../../harness/index.ts'
import { directionsMix, sendTurnsTheLine, shutdownEndsBoth } from '../../harness/sockets/mutants/stream/duplex.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'A connection carries two streams of bytes at the same time, one in each direction. Neither waits for the other, and their bytes never mix.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('D', 'a connection is full-duplex: information is transferred both ways at the same time'),
    rfc(9293, '2.2'),
    posix('socket'),
    posix('shutdown'),
  ],
  why:
    'A connection is two streams that share nothing but a pair of addresses and ports. Each direction has its own sequence ' +
    'numbers, its own buffers at both ends and its own end: a segment carries data of one direction and acknowledges ' +
    'those of the other. So both programs may send at the same moment, and one that has ended its direction with ' +
    'shutdown() still receives. What TCP does not do is to order the two against each other: who sent first cannot be told.',
  method: [
    'Both ends of a connection send some bytes before either has read: what waits at each is counted.',
    'Then each goes on sending and then ends its direction, while it reads the other’s until end-of-file.',
    'The client sends digits, the server letters; what each end read is compared with what the other sent, byte by byte.',
  ],
  byHand: [
    {
      run: 'nc -l 127.0.0.1 3490',
      see: 'what is typed here appears there, and what is typed there here, in any order',
    },
    { run: 'nc 127.0.0.1 3490', see: 'the same' },
  ],
  mutants: [sendTurnsTheLine, directionsMix, shutdownEndsBoth, recvLosesAByte],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({ kind: fc.constantFrom(...TCP_KINDS), up: direction(), down: direction() }),
      example: { kind: 'TCP over IPv4', up: { first: 5, more: [3000] }, down: { first: 7, more: [20, 1] } },
      // One direction ends long before the other; and both send more than the buffers hold.
      edges: [
        { kind: 'TCP over IPv6', up: { first: 1, more: [] }, down: { first: 1, more: [300_000] } },
        { kind: 'TCP over IPv4-mapped IPv6', up: { first: 1, more: [300_000] }, down: { first: 1, more: [300_000] } },
      ],
      runs: 40,
    },
    async ({ kind: name, up, down }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const port = tools.port()
      const ends = await connected(client, kind.at(server, port), await server.listener(port, { kind }))
      const written = { up: digits(total(up)), down: letters(total(down)) }
      const waiting = async () => ({
        client: await ends.client.control('FIONREAD'),
        server: await ends.server.control('FIONREAD'),
      })

      await Promise.all([
        ends.client.send(written.up.subarray(0, up.first)),
        ends.server.send(written.down.subarray(0, down.first)),
      ])
      const unread = await tools.eventually(waiting, (seen) => seen.client === down.first && seen.server === up.first)
      const [, , atServer, atClient] = await Promise.all([
        sendTheRest(ends.client, written.up, up),
        sendTheRest(ends.server, written.down, down),
        readToEnd(tools, ends.server),
        readToEnd(tools, ends.client),
      ])
      return {
        unread,
        up: { end: atServer.end, difference: firstDifference(written.up, atServer.bytes) },
        down: { end: atClient.end, difference: firstDifference(written.down, atClient.bytes) },
      }
    },
  ),

  judge: ({ unread, up, down }, input) => [
    equal(unread.server, input.up.first, 'bytes that wait at the server before anyone reads'),
    equal(unread.client, input.down.first, 'bytes that wait at the client before anyone reads'),
    equal(up.difference, null, 'the first difference between what the client sent and the server read'),
    equal(down.difference, null, 'the first difference between what the server sent and the client read'),
    equal(up.end, 'end-of-file', 'how the server’s reading ended'),
    equal(down.end, 'end-of-file', 'how the client’s reading ended'),
  ],
})

/** What one end sends: some bytes before anyone reads, and further sends of so many. */
type Direction = { readonly first: number; readonly more: readonly number[] }

function direction(): fc.Arbitrary<Direction> {
  const size = fc.oneof(fc.integer({ min: 0, max: 16 }), fc.integer({ min: 0, max: 30_000 }))
  return fc.record({ first: fc.integer({ min: 1, max: 5000 }), more: fc.array(size, { maxLength: 5 }) })
}

function total({ first, more }: Direction): number {
  return more.reduce((sum, bytes) => sum + bytes, first)
}

function digits(length: number): Buffer {
  return countingText(length)
}

/** The same with letters in place of the digits. */
function letters(length: number): Buffer {
  return Buffer.from(countingText(length).map((byte) => (byte >= 0x30 ? byte + 0x31 : byte)))
}

/** Sends what is left of a text in pieces, and ends the direction. */
async function sendTheRest(socket: Socket, text: Buffer, { first, more }: Direction): Promise<void> {
  let taken = first
  for (const bytes of more) taken += (await socket.trySend(text.subarray(taken, taken + bytes))).value ?? 0
  await socket.tryShutdown('SHUT_WR')
}
