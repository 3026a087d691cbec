import {
  butNot,
  claim,
  countingText,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  pair,
  pollThroughout,
  posix,
  rfc,
  type Sides,
  SMALL_BUFFERS,
  SOCKET_KINDS,
  type SocketKind,
  streamOperations,
  TCP_KINDS,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'
import { pollAlwaysTells, pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import {
  endIsNotReadable,
  pollAlwaysChecks,
  pollNeverChecks,
  sendWaitsForPollout,
} from '../../harness/sockets/mutants/readiness/poll-truth.ts'

export default claim({
  says: 'After whatever sequence of operations, poll() tells the truth: where it tells POLLIN, recv() will not block, where it tells POLLOUT, send() will not, and where it does not, they would.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('B', 'the operating system signals programs when data is ready or errors occur'),
    posix('poll'),
    man('poll', 2, 'BUGS'),
    man('select', 2, 'BUGS'),
    rfc(1122, '4.1.3.4'),
  ],
  why:
    'poll() looks at the socket as it is, so for TCP POLLIN is exact: data, the end or an error is there, or recv() would ' +
    'block. POLLOUT errs on one side: Linux tells it only when a third of the send buffer is free, lest a sender be woken ' +
    'for every byte; until then send() may still take something. UDP leaves the checksum of all but short datagrams to ' +
    'whoever copies the data, so poll() may tell of a datagram that recv() throws away. Where recv() would then block, ' +
    'on a blocking socket, Linux has poll() check it first; on a non-blocking socket recv() gives EAGAIN.',
  method: [
    'The ends of a TCP connection with small buffers send, receive, shut down, close and reset in a generated sequence.',
    'After each step both are polled for POLLIN, before and after a look at what recv() would do; before each send() for POLLOUT.',
    'Then a sender fills its buffer bit by bit, and a UDP socket is sent a datagram with a wrong checksum.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, select; a, b = socket.create_server(('127.0.0.1', 3490)), socket.create_connection(('127.0.0.1', 3490)); b.setblocking(False); [None for _ in iter(lambda: select.select([], [b], [], 0.1)[1] and b.send(bytes(1000)), [])]; print(b.send(bytes(1000)))"`,
      see: '1000: select() tells that b is not writable, and send() takes it all the same',
    },
    { run: 'nstat -az UdpInCsumErrors', see: 'how many datagrams were thrown away for their checksum' },
  ],
  mutants: [
    pollAlwaysTells('POLLIN'),
    pollNeverTells('POLLIN'),
    endIsNotReadable,
    pollAlwaysTells('POLLOUT'),
    sendWaitsForPollout,
    pollAlwaysChecks,
    pollNeverChecks,
  ],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        operations: streamOperations(12),
        datagram: fc.record({
          kind: fc.constantFrom('UDP over IPv4', 'UDP over IPv6'),
          bytes: fc.integer({ min: 200, max: 1_400 }),
        }),
      }),
      example: {
        kind: 'TCP over IPv4',
        operations: [
          { op: 'send', by: 'client', bytes: 5 },
          { op: 'recv', by: 'server', bytes: 5 },
          { op: 'send', by: 'client', bytes: 20_000 },
          { op: 'send', by: 'client', bytes: 20_000 },
          { op: 'send', by: 'client', bytes: 20_000 },
          { op: 'end', by: 'server' },
          { op: 'recv', by: 'client', bytes: 1 },
          { op: 'reset', by: 'client' },
        ],
        datagram: { kind: 'UDP over IPv4', bytes: 200 },
      },
      edges: [
        { kind: 'TCP over IPv6', operations: [], datagram: { kind: 'UDP over IPv6', bytes: 1_000 } },
        { kind: 'TCP over IPv4-mapped IPv6', operations: [], datagram: { kind: 'UDP over IPv4', bytes: 1_000 } },
      ],
      runs: 15,
    },
    async ({ kind, operations, datagram }, hosts, tools) => ({
      stream: await pollThroughout(await connectSmall(hosts, tools, SOCKET_KINDS[kind]), operations, tools),
      filled: await fillBitByBit(hosts, tools, SOCKET_KINDS[kind]),
      spoilt: {
        nonblocking: await receiveSpoilt(hosts, tools, datagram, true),
        blocking: await receiveSpoilt(hosts, tools, datagram, false),
      },
    }),
  ),

  judge: ({ stream, filled, spoilt }) => [
    trueWhen(
      'it is TCP, as to POLLIN',
      equal(
        stream.reading.filter(({ told, blocks }) => told === blocks),
        [],
        `of ${stream.reading.length} times that poll() was asked for POLLIN, those at which it was wrong`,
      ),
    ),
    trueWhen(
      'it tells POLLOUT',
      equal(
        stream.writing.filter(({ told, blocks }) => told && blocks),
        [],
        `of ${stream.writing.length} send()s, those that would have blocked though poll() told POLLOUT`,
      ),
    ),
    trueWhen(
      'it is UDP, and the socket is a blocking one',
      equal(spoilt.blocking, { told: [], thrownAway: 1 }, 'poll() with a datagram whose checksum is wrong'),
    ),
    butNot(
      'the send buffer is filled to more than two thirds, but not full',
      equal(filled, { told: [], takes: 1, stillTold: [] }, 'poll() for POLLOUT, and what send() of one byte takes'),
    ),
    butNot(
      'it is UDP, and the socket a non-blocking one: the checksum of a datagram turns out wrong',
      equal(
        spoilt.nonblocking,
        { told: ['POLLIN'], recv: 'EAGAIN', thrownAway: 1, after: [] },
        'poll(), then recv(), datagrams thrown away for their checksum, and poll() again',
      ),
    ),
  ],
})

async function connectSmall(hosts: Sides, tools: Tools, kind: SocketKind) {
  const { client, server } = await pair(hosts, tools.port(), { kind, set: SMALL_BUFFERS })
  await client.set('SO_SNDBUF', SMALL_BUFFERS.SO_SNDBUF)
  return { client, server }
}

/** More sends than it takes to fill all buffers, also those that the receiver’s kernel empties meanwhile. */
const SENDS = 1_000

/** Fills a send buffer until poll() no longer tells POLLOUT; then sends one byte more. */
async function fillBitByBit(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('A send buffer is filled bit by bit')
  const { client } = await connectSmall(hosts, tools, kind)
  const poll = async () => [...(await client.poll(['POLLOUT']))]
  const seen = { told: await poll(), takes: 'nothing was sent' as number | string, stillTold: await poll() }
  // As long as the receiver’s kernel takes something there is room again: it is filled when poll() stays as it was.
  for (let sends = 0; sends < SENDS && (seen.told.length > 0 || seen.stillTold.length > 0); sends += 1) {
    seen.told = await poll()
    const { value, errno } = await client.trySend(countingText(seen.told.length > 0 ? 500 : 1), ['MSG_DONTWAIT'])
    seen.takes = value ?? errno
    seen.stillTold = await poll()
  }
  return seen
}

/** Has a UDP socket sent a datagram with a wrong checksum; tells what poll() tells until it was thrown away. */
async function receiveSpoilt(
  { client, server }: Sides,
  tools: Tools,
  { kind: name, bytes }: { kind: 'UDP over IPv4' | 'UDP over IPv6'; bytes: number },
  nonblocking: boolean,
) {
  tools.say(`A datagram with a wrong checksum, a ${nonblocking ? 'non-blocking' : 'blocking'} socket`)
  const kind = SOCKET_KINDS[name]
  const port = tools.port()
  const [from, to] = [kind.at(client, tools.port()), kind.at(server, port)]
  const receiver = await server.receiver(port, { kind, nonblocking })
  // poll() counts what it throws away with IPv4’s, whatever the socket’s family; recv() with the right one.
  const counts = [server.counting('Udp.InCsumErrors'), server.counting('Udp6.InCsumErrors')]
  const thrownAway = () => counts.reduce((sum, count) => sum + count(), 0)
  client.forge({ from, to, udp: countingText(bytes), checksums: { transport: 'wrong' } })
  const told = await tools.eventually(
    () => receiver.poll(['POLLIN']),
    (events) => events.length > 0 || thrownAway() > 0,
  )
  if (!nonblocking) return { told: [...told], thrownAway: thrownAway() }
  const { errno } = await receiver.tryRecv(bytes)
  return { told: [...told], recv: errno, thrownAway: thrownAway(), after: [...(await receiver.poll(['POLLIN']))] }
}
