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
  onHost,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
} from '../../harness/index.ts'
import { bindTakesTheNextPort } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { everyPeerIsTheFirst, oneByteGoesAstray, recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'

export default claim({
  says: 'Two hosts can talk to one server port from the same source port at the same time: each gets what is meant for it.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'ports are per machine: two may use the same number, the 4-tuple keeps their connections apart'),
    rfc(9293, '3.3.1'),
    rfc(9293, '3.4.1'),
    man('ip', 7, 'Address format'),
  ],
  why:
    'The two connections agree in three of their four numbers: the server’s address, its port and the source port. The source ' +
    'addresses differ, and the kernel looks up all four. So hosts need not agree on the ports that they use, and a server ' +
    'never has to know clients by their port alone.',
  method: [
    'Two hosts bind one and the same source port, connect to one server port, and are both accepted.',
    'They and the server send messages in a given order (sockets 0 and 1 are the clients, 2 and 3 the accepted ones) and read to the end.',
    'What came out of each socket, and what the wire carried, is laid beside what was sent under that 4-tuple.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); C = [socket.create_connection(('127.0.0.1', 3490), source_address=('127.0.0.%d' % n, 4000)) for n in (2, 3)]; [print(l.accept()[1]) for c in C]"`,
      see: 'two clients of port 4000, at 127.0.0.2 and at 127.0.0.3: two addresses of one machine stand for two machines',
    },
  ],
  mutants: [recvTakesTheNeighbours, oneByteGoesAstray, everyPeerIsTheFirst, onHost('second', bindTakesTheNextPort)],

  experiment: forAll(
    lan(['first', 'second', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        sourcePort: fc.integer({ min: 1024, max: 65_535 }),
        messages: fc.array(fc.record({ by: fc.nat(3), text: fc.string({ minLength: 1 }) }), { maxLength: 12 }),
      }),
      example: {
        kind: 'TCP over IPv4',
        sourcePort: 4000,
        messages: [
          { by: 0, text: 'red' },
          { by: 1, text: 'blue' },
          { by: 3, text: 'BLUE' },
          { by: 2, text: 'RED' },
        ],
      },
      edges: TCP_KINDS.map((kind) => ({
        kind,
        sourcePort: 4000,
        messages: [0, 1, 2, 3].map((by) => ({ by, text: 'ab' })),
      })),
      runs: 20,
    },
    async ({ kind: name, sourcePort, messages }, { first, second, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const address = kind.at(server, tools.port())
      const listener = await server.listener(address.port, { kind })
      const sockets = []
      for (const host of [first, second]) {
        // Connections of earlier runs are left in TIME_WAIT.
        const socket = await host.open(kind, { label: host.name, set: { SO_REUSEADDR: true } })
        await socket.bind(kind.at(host, sourcePort))
        await socket.connect(address)
        sockets.push(socket)
      }
      for (const label of ['first accepted', 'second accepted']) sockets.push(await listener.accept([], label))
      const ends = await converse(sockets, messages, tools)
      const segments = server.wire.tcp(address.port)
      return {
        clients: ends.slice(0, 2).map(({ outward }) => outward),
        accepted: ends.slice(2).map(({ inward }) => inward),
        sourcePorts: segments.filter(({ flags }) => flags === 'SYN').map((syn) => syn.sourcePort),
        sent: Object.fromEntries(ends.map(({ outward, sent }) => [outward, sent])),
        received: Object.fromEntries(ends.map(({ inward, received }) => [inward, received])),
        wire: Object.values(carried(segments)).toSorted(),
      }
    },
  ),

  judge: ({ clients, accepted, sourcePorts, sent, received, wire }, { sourcePort }) => [
    equal(sourcePorts, [sourcePort, sourcePort], 'source ports of the two SYNs'),
    distinct(clients, '4-tuples of the clients'),
    equal(accepted.toSorted(), clients.toSorted(), '4-tuples of the accepted sockets, mirrored'),
    equal(received, sent, 'what came out of the sockets, by the 4-tuple of what they receive'),
    equal(wire, Object.values(sent).toSorted(), 'what the wire carried, connection by connection'),
  ],
})
