import {
  butNot,
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
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { listenWaitsForAccept } from '../../harness/sockets/mutants/listen/listen.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'It is accept() that carries out the three-way handshake and accepts the data of the client.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material(
      'C',
      'asks who did the handshake while the script was halted and answers: accept, which waits for and accepts data',
    ),
    posix('accept'),
    man('accept', 2),
    rfc(9293, '3.5'),
  ],
  why:
    'The kernel does both. After listen() it answers a SYN by itself, and when the final ACK has come it holds a complete ' +
    'connection with a receive buffer of its own. Data is acknowledged when it is in that buffer, whether or not a program has ' +
    'asked for it. accept() sends and receives nothing: it takes the oldest waiting connection and gives it a descriptor.',
  method: [
    'A server calls listen(). A client connects and sends five bytes.',
    'The segments on the wire and what the server’s kernel holds are observed while accept() has not been called.',
    'Then accept() and recv() are called, and a reply is sent, to show that no segment came before it.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input(); print(s.accept()[0].recv(9))"',
      see: "it waits before accept(); at the end, after Enter, b'hello\\n'",
    },
    { run: 'echo hello | nc 127.0.0.1 3490', see: 'it is connected, and sends' },
    {
      run: 'tcpdump -ni lo "tcp port 3490"',
      see: 'the handshake, six bytes and their acknowledgment, all before Enter',
    },
    { run: 'ss -tnp "sport = 3490"', see: 'ESTAB with Recv-Q 6, and no process' },
  ],
  mutants: [listenWaitsForAccept, acceptForgetsData, segmentsUnseen('ACK')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const { answered, eventually, say } = tools
      const port = tools.port()
      const segments = () => client.wire.tcp(port)
      const listener = await server.listener(port, { kind, nonblocking: true })

      say('accept() has not been called')
      const socket = await client.open(kind)
      const { errno } = await answered(socket.tryConnect(kind.at(server, port)))
      const sent = await socket.trySend('hello')
      const acknowledged = await eventually(
        () => (segments().findLast(({ direction }) => direction === 'in')?.ack ?? 1) - 1,
        (bytes) => bytes === 5,
      )
      const handshake = segments()
        .slice(0, 3)
        .map(({ flags }) => flags)
      const waits = server.tcpTable(port).find(({ state }) => state === 'ESTABLISHED')?.rxQueue ?? 0
      server.note(`${waits} bytes wait to be read`)

      say('accept() is called')
      const before = segments().length
      const accepted = await listener.tryAccept(['SOCK_NONBLOCK'], 'accepted')
      const received = await accepted.value?.tryRecv(100)
      await accepted.value?.trySend('welcome')
      const [next] = await eventually(
        () => segments().slice(before),
        ({ length }) => length > 0,
      )
      const text = Buffer.from(received?.value ?? []).toString()
      return { errno, handshake, sent: sent.value, acknowledged, waits, text, next: next?.length ?? null }
    }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen) => [
      butNot(
        'accept() has not been called',
        equal(seen.errno, null, 'error of connect()'),
        equal(seen.handshake, ['SYN', 'SYN, ACK', 'ACK'], 'the first three segments'),
        equal(seen.sent, 5, 'bytes that the client sent'),
        equal(seen.acknowledged, 5, 'bytes that the server’s kernel acknowledged'),
        equal(seen.waits, 5, 'bytes that wait in the server’s kernel'),
      ),
      butNot(
        'accept() is called',
        equal(seen.text, 'hello', 'what recv() then gives at once'),
        equal(seen.next, 7, 'bytes in the next segment on the wire: that of the reply, not one of accept()'),
      ),
    ]),
})
