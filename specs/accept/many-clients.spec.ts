import {
  addressText,
  claim,
  distinct,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  posix,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
} from '../../harness/index.ts'
import { acceptEndsListening, acceptGivesTheFirstAgain } from '../../harness/sockets/mutants/accept/accept.ts'
import { oneByteGoesAstray, recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'

export default claim({
  says: 'For k clients a server gets k new sockets, each private to its client: in whatever order it serves them, every client gets answers to its own messages only.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the server can handle several clients at the same time, since each has its own dedicated socket'),
    material('B', 'for each client the server socket creates a new socket, to talk to that client separately'),
    posix('accept'),
    man('accept', 2),
    rfc(9293, '3.3.1'),
  ],
  why:
    'Each accepted socket is one end of one connection, with a receive queue, a send queue and sequence numbers of its ' +
    'own. What the program does with one does not touch the others, so it may serve them in any order: in turn, by ' +
    'threads, or whichever is ready. The listener has no part in it.',
  method: [
    'k clients connect to a server, which accepts them and goes on listening.',
    'In a given order clients send messages, and the server echoes what it finds on the socket of one or another.',
    'At the end all say that they send no more, the server echoes the rest, and each client reads to the end.',
  ],
  byHand: [
    {
      run: "python3 -c \"import socketserver as s; s.ThreadingTCPServer(('127.0.0.1', 3490), type('', (s.StreamRequestHandler,), {'handle': lambda h: [h.wfile.write(x) for x in h.rfile]})).serve_forever()\"",
      see: 'a server that echoes lines to any number of clients',
    },
    { run: 'nc 127.0.0.1 3490', see: 'in several terminals: each line comes back in its own' },
    { run: 'ss -tnp "sport = 3490"', see: 'one ESTAB for each client, each with another fd of the same process' },
  ],
  mutants: [
    acceptGivesTheFirstAgain,
    acceptEndsListening,
    recvTakesTheNeighbours,
    repliesGoToTheLast,
    oneByteGoesAstray,
  ],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        clients: fc.integer({ min: 1, max: 6 }),
        turns: fc.array(
          fc.oneof(
            fc.record({ client: fc.nat(5), sends: fc.string({ minLength: 1 }) }),
            fc.record({ serves: fc.nat(5) }),
          ),
          { maxLength: 16 },
        ),
      }),
      example: {
        kind: 'TCP over IPv4',
        clients: 3,
        turns: [
          { client: 0, sends: 'red' },
          { client: 1, sends: 'blue' },
          { serves: 1 },
          { client: 2, sends: 'green' },
        ],
      },
      edges: [
        { kind: 'TCP over IPv6', clients: 2, turns: [{ client: 1, sends: 'late' }, { serves: 0 }, { serves: 1 }] },
        {
          kind: 'TCP over IPv4-mapped IPv6',
          clients: 2,
          turns: [
            { client: 0, sends: 'a' },
            { client: 1, sends: 'b' },
          ],
        },
      ],
      runs: 30,
    },
    async ({ kind: name, clients, turns }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const port = tools.port()
      const listener = await server.listener(port, { kind })
      const pairs: Pair[] = []
      const errors: string[] = []
      for (let number = 1; number <= clients; number += 1) {
        const near = await client.open(kind, { label: `client ${number}` })
        const { errno } = await tools.answered(near.tryConnect(kind.at(server, port)))
        if (errno !== null) errors.push(errno)
        else pairs.push({ near, far: await listener.accept([], `accepted ${number}`), sent: '', received: '' })
      }
      const peers = pairs.map(async ({ near, far }) => [await near.tryLocalAddress(), await far.tryPeerAddress()])
      const names = (await Promise.all(peers)).map((both) => both.map(({ value }) => value && addressText(value)))

      tools.say('turns')
      for (const turn of turns) {
        if ('serves' in turn) await serve(pairs[turn.serves % clients])
        else await send(pairs[turn.client % clients], turn.sends)
      }
      tools.say('the rest')
      for (const { near } of pairs) await near.tryShutdown('SHUT_WR')
      for (const { far } of pairs) {
        const { bytes } = await readToEnd(tools, far)
        await far.trySend(bytes)
        await far.tryShutdown('SHUT_WR')
      }
      for (const pair of pairs) pair.received = (await readToEnd(tools, pair.near)).bytes.toString()
      return {
        errors,
        descriptors: [listener.fd, ...pairs.map(({ far }) => far.fd)],
        clients: names.map(([local]) => local ?? null),
        peers: names.map(([, peer]) => peer ?? null),
        sent: pairs.map(({ sent }) => sent),
        received: pairs.map(({ received }) => received),
      }
    },
  ),

  judge: (seen, { clients }) => [
    equal(seen.errors, [], 'errors of connect()'),
    equal(seen.descriptors.length, 1 + clients, 'sockets of the server: the listener and one for each client'),
    distinct(seen.descriptors, 'their descriptors'),
    equal(seen.peers, seen.clients, 'peers of the accepted sockets'),
    equal(seen.received, seen.sent, 'what each client gets back'),
  ],
})

/** A client and what accept() gave for it. */
interface Pair {
  readonly near: Socket
  readonly far: Socket
  sent: string
  received: string
}

async function send(pair: Pair | undefined, text: string): Promise<void> {
  const { errno } = (await pair?.near.trySend(text)) ?? { errno: 'ENOTCONN' }
  if (pair !== undefined && errno === null) pair.sent += text
}

/** Echoes what the server finds on the socket of a client, if anything. */
async function serve(pair: Pair | undefined): Promise<void> {
  const found = await pair?.far.tryRecv(65_536, ['MSG_DONTWAIT'])
  if (found?.value?.length) await pair?.far.trySend(found.value)
}
