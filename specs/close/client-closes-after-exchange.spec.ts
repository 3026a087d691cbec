import {
  butNot,
  claim,
  endings,
  equal,
  lan,
  material,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  type Socket,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { exchangeCloses } from '../../harness/sockets/mutants/stream/over-eager.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'A client socket is short-lived: it closes as soon as the exchange of data ends.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('D', 'the client socket is short-lived and closes as soon as the data exchange ends'),
    rfc(9293, '3.6'),
    posix('close'),
  ],
  why:
    'The kernel does not know what an exchange is: it sees bytes, and any number more may follow. So the connection ' +
    'stays ESTABLISHED, without a packet, until a program closes it or ends. It is programs that close after one ' +
    'exchange, as HTTP/1.0 clients did; others, such as SSH or a database’s, keep one connection all day.',
  method: [
    'A client sends a request and reads the whole answer: the exchange has ended.',
    'Its state and the segments with FIN or RST are observed; then a second exchange takes place on the same socket.',
    'Only then the client closes.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); [s.send(s.recv(99)) for _ in 'ab']; input()"`,
      see: 'answers two requests on one connection',
    },
    {
      run: `python3 -ic "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'hello'); s.recv(99)"`,
      see: 'the answer; ss -tan "dport = 3490" shows ESTAB for as long as you like; then s.send(b"again") is answered too',
    },
  ],
  mutants: [exchangeCloses, recvLosesAByte, flagSeenAs('FIN', 'RST')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const ends = await pair(hosts, port, { kind })
      const look = async () => ({
        state: await hosts.client.tcpState(ends.client),
        endings: endings(hosts.client.wire.tcp(port)),
      })
      const first = await exchange(ends, 'one', tools)
      const afterFirst = await look()
      const second = await exchange(ends, 'two', tools)
      const afterSecond = await look()
      await ends.client.close()
      await tools.answered(ends.server.tryRecv(1))
      return { first, afterFirst, second, afterSecond, closed: endings(hosts.client.wire.tcp(port)) }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (one) => {
      const open = { state: 'ESTABLISHED', endings: [] }
      return butNot(
        'the program does not call close(): the connection stays, and serves a second exchange',
        equal(one.first, 'answer one', 'the answer that ends the exchange'),
        equal(one.afterFirst, open, 'the client’s state, and what it sent with FIN or RST, after the exchange'),
        equal(one.second, 'answer two', 'the answer of a second exchange on the same socket'),
        equal(one.afterSecond, open, 'the same after the second exchange'),
        equal(one.closed, ['FIN, ACK'], 'what the client sent when it had called close()'),
      )
    }),
})

/** A request of the client and the server’s answer; gives what the client read of it. */
async function exchange(ends: { client: Socket; server: Socket }, about: string, { answered }: Tools): Promise<string> {
  await ends.client.trySend(`request ${about}`)
  await answered(ends.server.tryRecv(99))
  await ends.server.trySend(`answer ${about}`)
  return textOf(await answered(ends.client.tryRecv(99)))
}
