import {
  claim,
  endings,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { shutdownTakenFor } from '../../harness/sockets/mutants/close/shutdown.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'After shutdown(SHUT_RDWR) data that arrives is answered by RST, although nobody has called close(): the sender’s next send() fails with EPIPE.',
  level: 'should',
  reading: 'holds',
  sources: [rfc(1122, '4.2.2.13'), rfc(9293, '3.6.1'), posix('shutdown'), man('shutdown', 2)],
  behaviours: [61],
  why:
    'Who has shut both directions says that he will not read: data that comes then is lost, and a reset must tell the ' +
    'sender so. With SHUT_WR alone the same data is welcome, for the program may still read. The sender had read the ' +
    'FIN, so for it the stream from there has ended in order; what the reset breaks is only its own sending: EPIPE.',
  method: [
    'The client calls shutdown(SHUT_RDWR), and keeps its descriptor; the server reads end-of-file, then sends a text.',
    'Both connections’ states, the client’s segments with FIN or RST, and the next calls on both sides are observed.',
    'For contrast the same with SHUT_WR.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'Flags [F.] from the client, and Flags [R] after the text' },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.shutdown(socket.SHUT_RDWR); input()"`,
      see: 'keeps its socket',
    },
    {
      run: `python3 -ic "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); s.recv(1)"`,
      see: `start it first; then s.send(b'hello') gives 5, and again BrokenPipeError: [Errno 32]`,
    },
  ],
  mutants: [
    shutdownTakenFor('SHUT_RDWR', 'SHUT_WR'),
    shutdownTakenFor('SHUT_WR', 'SHUT_RDWR'),
    reportsInstead('send', 'EPIPE', 'ECONNRESET'),
    resetReadsAsEnd,
    flagSeenAs('RST', 'FIN'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const shut = async (how: 'SHUT_RDWR' | 'SHUT_WR') => {
        tools.say(`shutdown(${how}), then data`)
        const port = tools.port()
        const { client, server } = await pair(hosts, port, { kind })
        await client.shutdown(how)
        const read = textOf(await tools.answered(server.tryRecv(5)))
        const first = await server.trySend('hello')
        await tools.until(
          'the data to be acknowledged or reset',
          async () => [await server.control('SIOCOUTQ'), await hosts.server.tcpState(server)],
          ([unacknowledged, state]) => unacknowledged === 0 || state === 'CLOSE',
        )
        const states = [await hosts.client.tcpState(client), await hosts.server.tcpState(server)]
        return {
          read,
          first: first.errno,
          states,
          endings: endings(hosts.client.wire.tcp(port)),
          recv: textOf(await tools.answered(client.tryRecv(5))),
          second: (await server.trySend('hello')).errno,
        }
      }
      return { both: await shut('SHUT_RDWR'), write: await shut('SHUT_WR') }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ both, write }) => [
      equal(both.read, '', 'what the server reads after shutdown(SHUT_RDWR): end-of-file'),
      equal(both.first, null, 'error of its send() after that'),
      equal(both.endings, ['FIN, ACK', 'RST'], 'the client’s segments with FIN or RST'),
      equal(both.states, ['CLOSE', 'CLOSE'], 'states of both sides after the data'),
      equal(both.recv, 'ECONNRESET', 'what the client’s recv() gives then'),
      equal(both.second, 'EPIPE', 'error of the server’s second send()'),
      equal(write.endings, ['FIN, ACK'], 'with SHUT_WR: the client’s segments with FIN or RST'),
      equal(write.states, ['FIN_WAIT2', 'CLOSE_WAIT'], 'with SHUT_WR: states of both sides after the data'),
      equal(write.recv, 'hello', 'with SHUT_WR: what the client’s recv() gives then'),
      equal(write.second, null, 'with SHUT_WR: error of the server’s second send()'),
    ]),
})
