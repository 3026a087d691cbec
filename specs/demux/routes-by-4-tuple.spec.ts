import {
  carried,
  claim,
  converse,
  distinct,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  rfc,
  SOCKET_KINDS,
  type Socket,
} from '../../harness/index.ts'
import { everyPeerIsTheFirst, oneByteGoesAstray, recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { dataUnderTheLastPort } from '../../harness/wire/mutants/ports.ts'

/** Mapped addresses would have other names on the wire than the sockets tell. */
const KINDS = ['TCP over IPv4', 'TCP over IPv6'] as const

export default claim({
  says: 'The 4-tuple of source and destination address and port decides which socket a segment belongs to: with many clients at one server port every byte comes out of the socket with its 4-tuple, however the messages interleave.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the 4-tuple identifies a connection, and the kernel routes packets by it'),
    rfc(9293, '3.3.1'),
    man('accept', 2),
  ],
  why:
    'All the accepted sockets have the listener’s address and port, so the destination of a segment does not tell them ' +
    'apart. The kernel looks up source and destination together in one table of connections, and no two connections have ' +
    'all four parts in common.',
  method: [
    'k clients connect to one port and are accepted; each of the 2k sockets tells its own address and its peer’s.',
    'They send messages in a given order (socket 0 is the first client, socket k the first accepted) and read to the end.',
    'What came out of each socket, and what the wire carried, is laid beside what was sent under that 4-tuple.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); S = [l.accept()[0] for _ in range(2)]; [print(s.getpeername(), s.recv(100)) for s in S]"`,
      see: 'each client’s port beside the text that names it',
    },
    {
      run: `python3 -c "import socket; C = [socket.create_connection(('127.0.0.1', 3490)) for _ in range(2)]; [c.send(b'from %d' % c.getsockname()[1]) for c in C[::-1]]; input()"`,
      see: 'nothing; until Enter is pressed its two connections stand in the next list',
    },
    { run: 'ss -tn "sport = 3490"', see: 'the same local address and port twice, with two peers' },
  ],
  mutants: [recvTakesTheNeighbours, oneByteGoesAstray, everyPeerIsTheFirst, dataUnderTheLastPort],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        clients: fc.integer({ min: 2, max: 4 }),
        messages: fc.array(fc.record({ by: fc.nat(7), text: fc.string({ minLength: 1 }) }), { maxLength: 12 }),
      }),
      example: {
        kind: 'TCP over IPv4',
        clients: 2,
        messages: [
          { by: 0, text: 'red' },
          { by: 1, text: 'blue' },
          { by: 3, text: 'BLUE' },
          { by: 0, text: 'rose' },
        ],
      },
      edges: KINDS.map((kind) => ({
        kind,
        clients: 2,
        messages: [0, 1, 2, 3].map((by) => ({ by, text: `by ${by}` })),
      })),
      runs: 22,
    },
    async ({ kind: name, clients, messages }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const address = kind.at(server, tools.port())
      const listener = await server.listener(address.port, { kind })
      const sockets: Socket[] = []
      for (let i = 1; i <= clients; i += 1) {
        const socket = await client.open(kind, { label: `client ${i}` })
        await socket.connect(address)
        sockets.push(socket)
      }
      for (let i = 1; i <= clients; i += 1) sockets.push(await listener.accept([], `accepted ${i}`))

      const ends = await converse(sockets, messages, tools)
      return {
        clients: ends.slice(0, clients).map(({ outward }) => outward),
        accepted: ends.slice(clients).map(({ inward }) => inward),
        sent: Object.fromEntries(ends.map(({ outward, sent }) => [outward, sent])),
        received: Object.fromEntries(ends.map(({ inward, received }) => [inward, received])),
        wire: carried(server.wire.tcp(address.port)),
      }
    },
  ),

  judge: ({ clients, accepted, sent, received, wire }) => [
    distinct(clients, '4-tuples of the clients'),
    equal(accepted.toSorted(), clients.toSorted(), '4-tuples of the accepted sockets, mirrored'),
    equal(received, sent, 'what came out of the sockets, by the 4-tuple of what they receive'),
    equal(wire, sent, 'what the wire carried, by 4-tuple'),
  ],
})
