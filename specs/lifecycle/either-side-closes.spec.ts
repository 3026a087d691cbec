import {
  atMost,
  butNot,
  claim,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  type Host,
  loopback,
  man,
  material,
  posix,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  type Socket,
  type SocketKind,
  TCP_KINDS,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'
import { closeAlwaysResets, closeForgetsUnread, resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'Either side may close first: the other then reads all that was sent before, and end-of-file after it.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('A', 'either side can close the socket when it is done'),
    rfc(9293, '3.6'),
    rfc(1122, '4.2.2.13'),
    rfc(2525, '2.17'),
    posix('close'),
    man('recv', 2, 'ERRORS'),
  ],
  why:
    'close() returns at once; what is still in the send buffer goes out afterwards, and the FIN behind it, so the other ' +
    'end misses nothing, whichever end it is. That holds if the closing program has read all that came. If something is ' +
    'unread, close() resets the connection: the other end is told that data was lost, and gets ECONNRESET after what ' +
    'has arrived. And what had not yet arrived is thrown away with the connection, although send() took it.',
  method: [
    'One end, client or server, receives five bytes, sends some and closes; the other reads until no more comes.',
    'It is done with few bytes, which have all arrived before close(), and with more than the other has room for.',
    'Each is done once when the closing end has read the five bytes and once when it has not.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.1 3490 | tail -n 1', see: '1000000: the last line arrives, although the sender is gone' },
    { run: 'seq 1000000 | nc -N 127.0.0.1 3490', see: 'it ends when all is sent' },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); input(); s.close()"`,
      see: 'after «nc -l 127.0.0.1 3490» and a line typed there, Enter here: tcpdump shows Flags [R.] in place of [F.]',
    },
  ],
  mutants: [closeForgetsUnread, closeAlwaysResets, resetReadsAsEnd, recvLosesAByte],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        closer: fc.constantFrom('client', 'server'),
        few: fc.integer({ min: 0, max: 2000 }),
        many: fc.integer({ min: 60_000, max: 120_000 }),
      }),
      example: { kind: 'TCP over IPv4', closer: 'client', few: 100, many: 100_000 },
      edges: [
        { kind: 'TCP over IPv4', closer: 'server', few: 0, many: 100_000 },
        { kind: 'TCP over IPv6', closer: 'client', few: 1, many: 60_000 },
        { kind: 'TCP over IPv4-mapped IPv6', closer: 'server', few: 2000, many: 120_000 },
      ],
      runs: 12,
    },
    async ({ kind: name, closer, few, many }, { client, server }, tools) => {
      const closing = async (bytes: number, reads: boolean) => {
        tools.say(`the ${closer} sends ${bytes} bytes and closes ${reads ? 'after reading' : 'without reading'}`)
        const ends = await openEnds(SOCKET_KINDS[name], { client, server }, tools)
        return closer === 'client'
          ? closeAfterSending(ends.client, ends.server, { bytes, reads }, tools)
          : closeAfterSending(ends.server, ends.client, { bytes, reads }, tools)
      }
      return {
        read: { few: await closing(few, true), many: await closing(many, true) },
        unread: { few: await closing(few, false), many: await closing(many, false) },
      }
    },
  ),

  judge: ({ read, unread }, { few, many }) => [
    trueWhen(
      'the end that closes has read all that it received',
      equal(read.few.got, few, 'of few bytes, those that the other end reads'),
      equal(read.few.end, 'end-of-file', 'how its reading ends'),
      equal(read.many.got, many, 'of many bytes, those that the other end reads'),
      equal(read.many.difference, null, 'the first difference between them and those that were sent'),
      equal(read.many.end, 'end-of-file', 'how its reading ends'),
    ),
    butNot(
      'the end that closes has left something unread: what is in flight is lost',
      equal(unread.few.got, few, 'of few bytes, which have all arrived, those that the other end reads'),
      equal(unread.few.end, 'ECONNRESET', 'how its reading ends'),
      equal(unread.many.taken, many, 'of many bytes, those that send() took'),
      atMost(unread.many.got, many - 1, 'those that the other end reads'),
      equal(unread.many.difference, null, 'the first difference between them and the first of those that were sent'),
      equal(unread.many.end, 'ECONNRESET', 'how its reading ends'),
    ),
  ],
})

/** So little that most of «many» bytes must wait at the sender, and so much that they fit in there (SO_RCVBUF, SO_SNDBUF). */
const BUFFERS = { SO_RCVBUF: 8192, SO_SNDBUF: 200_000 } as const

interface End {
  readonly host: Host
  readonly socket: Socket
}

async function openEnds(
  kind: SocketKind,
  { client, server }: { readonly client: Host; readonly server: Host },
  { port }: Tools,
): Promise<{ client: End; server: End }> {
  const number = port()
  // What accept() gives has the buffers of its listener.
  const listener = await server.listener(number, { kind, set: BUFFERS })
  const socket = await client.open(kind, { label: 'client', set: BUFFERS })
  await socket.connect(kind.at(server, number))
  return { client: { host: client, socket }, server: { host: server, socket: await listener.accept([], 'accepted') } }
}

/** One end receives «hello», sends bytes and closes; tells what the other reads until no more comes. */
async function closeAfterSending(
  closer: End,
  other: End,
  { bytes, reads }: { readonly bytes: number; readonly reads: boolean },
  tools: Tools,
) {
  const text = countingText(bytes)
  await other.socket.send('hello')
  const unread = (socket: Socket) => () => socket.control('FIONREAD')
  await tools.until('«hello» to arrive', unread(closer.socket), (count) => count === 5)
  if (reads) await closer.socket.recv(5)
  const taken = await closer.socket.send(text, ['MSG_DONTWAIT'])
  if (bytes < BUFFERS.SO_RCVBUF) {
    await tools.until('few bytes to arrive', unread(other.socket), (count) => count === bytes)
  }
  await closer.socket.close()
  // Read before the reset has come, the other end could have made room for what is lost.
  const stateOfOther = () => other.host.tcpState(other.socket)
  if (!reads) await tools.eventually(stateOfOther, (state) => state === 'CLOSE')
  const read = await readToEnd(tools, other.socket)
  const got = read.bytes.length
  return { taken, got, difference: firstDifference(text.subarray(0, got), read.bytes), end: read.end }
}
