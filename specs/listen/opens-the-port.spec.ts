import {
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { connectDoesNothing } from '../../harness/sockets/mutants/connect/connect.ts'
import { listenDoesNothing } from '../../harness/sockets/mutants/listen/listen.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'listen() opens the port: from then on a connect() to it completes, with SYN, then SYN and ACK, then ACK.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'listen() tells the operating system to begin to accept connection requests'),
    material('C', 'after listen() the connection comes about: SYN, SYN-ACK and ACK can be seen'),
    posix('listen'),
    rfc(9293, '3.5'),
    rfc(9293, '3.10.7.2'),
    man('listen', 2),
  ],
  why:
    'A TCP socket that has only an address is in state CLOSED, and a SYN that finds no listener is answered with a reset. ' +
    'listen() is the passive OPEN of the TCP standard: it moves the socket to LISTEN and puts it into the table in which ' +
    'the kernel looks up the destination of a SYN. From that moment the kernel answers, and a third segment, the ' +
    'client’s ACK, completes the connection.',
  method: [
    'A server binds a socket to a port; a client connects, and is refused.',
    'The server calls listen() on that same socket; another client connects to the same port.',
    'The segments of each attempt, and the state of the second client’s socket, are observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input(); s.listen(); input()"',
      see: 'it waits between bind() and listen(); Enter moves it on',
    },
    { run: 'nc -vz 127.0.0.1 3490', see: 'Connection refused before Enter, succeeded! after it' },
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'Flags [S] and [R.] before Enter; [S], [S.] and [.] after it' },
  ],
  mutants: [bindListens, listenDoesNothing, connectDoesNothing, segmentsUnseen('SYN, ACK')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const address = kind.at(server, port)
      const listener = await server.open(kind, { label: 'listener' })
      await listener.bind(address)
      const knock = async (label: string) => {
        const before = client.wire.tcp(port).length
        const socket = await client.open(kind, { label })
        const { errno } = await tools.answered(socket.tryConnect(address))
        const state = await client.tcpState(socket)
        // The server has the last segment when the connection waits there.
        const queue = state === 'ESTABLISHED' ? await tools.eventually(() => server.queueLength(listener), Boolean) : 0
        const segments = client.wire.tcp(port).slice(before)
        return { errno, segments: segments.map(({ flags }) => flags), queue, state }
      }
      const bound = await knock('before listen()')
      await listener.listen(5)
      return { bound, listening: await knock('after listen()') }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ bound, listening }) => [
      equal(bound.errno, 'ECONNREFUSED', 'error of connect() before listen()'),
      equal(bound.segments, ['SYN', 'RST, ACK'], 'segments of that attempt'),
      equal(listening.errno, null, 'error of connect() after listen()'),
      equal(listening.segments, ['SYN', 'SYN, ACK', 'ACK'], 'segments of that attempt'),
      equal(listening.state, 'ESTABLISHED', 'state of the client’s socket then'),
      equal(listening.queue, 1, 'connections in the accept queue then'),
    ]),
})
