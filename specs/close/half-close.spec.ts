import {
  claim,
  endings,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  pair,
  posix,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
} from '../../harness/index.ts'
import { shutdownDoesNothing, shutdownTakenFor } from '../../harness/sockets/mutants/close/shutdown.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says:
    'shutdown(SHUT_WR) ends one direction only: it sends FIN, the peer reads to end-of-file, the own send() fails with ' +
    'EPIPE, and what the peer sends still arrives.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('D', 'a connection is full-duplex: transfer in both directions, at the same time'),
    rfc(9293, '3.6.1'),
    rfc(1122, '4.2.2.13'),
    posix('shutdown'),
    man('shutdown', 2),
  ],
  behaviours: [53],
  why:
    'A TCP connection is two streams, and each ends with a FIN of its own. Who has sent FIN (FIN_WAIT2) can receive for ' +
    'as long as the peer likes to send (CLOSE_WAIT). So a client can say «that was all» and still wait for the answer.',
  method: [
    'One side, the client or the server, sends a text and calls shutdown(SHUT_WR); then it tries to send more.',
    'The other side reads to the end, and only then sends its replies.',
    'What both read, their states meanwhile, and the segments with FIN or RST are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); t = s.makefile().read(); s.send(t.upper().encode())"`,
      see: 'reads to the end, and answers after it',
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'hello'); s.shutdown(socket.SHUT_WR); print(s.recv(99)); s.send(b'more')"`,
      see: `b'HELLO', then BrokenPipeError: [Errno 32]`,
    },
  ],
  mutants: [
    shutdownTakenFor('SHUT_WR', 'SHUT_RDWR'),
    shutdownDoesNothing,
    succeedsInstead('send', 'EPIPE', 4),
    reportsInstead('send', 'EPIPE', 'ENOTCONN'),
    segmentsUnseen('FIN, ACK'),
  ],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        closer: fc.constantFrom('client', 'server'),
        kind: fc.constantFrom(...TCP_KINDS),
        before: fc.string({ minLength: 1 }),
        replies: fc.array(fc.string({ minLength: 1 }), { minLength: 1, maxLength: 5 }),
      }),
      example: { closer: 'client', kind: 'TCP over IPv4', before: 'that was all', replies: ['well ', 'understood'] },
      edges: [
        { closer: 'client', kind: 'TCP over IPv6', before: 'over', replies: ['and out'] },
        { closer: 'server', kind: 'TCP over IPv4-mapped IPv6', before: 'over', replies: ['and out'] },
      ],
      runs: 20,
    },
    async ({ closer, kind, before, replies }, hosts, tools) => {
      const port = tools.port()
      const ends = await pair(hosts, port, { kind: SOCKET_KINDS[kind] })
      const other = closer === 'client' ? 'server' : 'client'
      const [half, whole] = [ends[closer], ends[other]]
      await half.send(before)
      await half.shutdown('SHUT_WR')
      const { errno: sending } = await half.trySend('more')
      const read = await readToEnd(tools, whole)
      await whole.send(replies[0] ?? '')
      const first = await tools.answered(half.tryRecv(1, ['MSG_PEEK']))
      // The first reply has acknowledged the FIN.
      const states = [await hosts[closer].tcpState(half), await hosts[other].tcpState(whole)]
      for (const reply of replies.slice(1)) await whole.trySend(reply)
      await whole.tryShutdown('SHUT_WR')
      const answer = await readToEnd(tools, half)
      const segments = hosts[closer].wire.tcp(port)
      return {
        sending,
        read: { text: read.bytes.toString(), end: read.end },
        first: first.errno,
        states,
        answer: { text: answer.bytes.toString(), end: answer.end },
        endings: { closer: endings(segments), other: endings(segments, 'in') },
      }
    },
  ),

  judge: (seen, { before, replies }) => [
    equal(seen.sending, 'EPIPE', 'error of send() after shutdown(SHUT_WR)'),
    equal(seen.read, { text: before, end: 'end-of-file' }, 'what the other side reads'),
    equal(seen.first, null, 'error of recv() after shutdown(SHUT_WR)'),
    equal(seen.states, ['FIN_WAIT2', 'CLOSE_WAIT'], 'states while one direction goes on'),
    equal(seen.answer, { text: replies.join(''), end: 'end-of-file' }, 'what the side that called shutdown() reads'),
    equal(seen.endings, { closer: ['FIN, ACK'], other: ['FIN, ACK'] }, 'segments with FIN or RST that each side sends'),
  ],
})
