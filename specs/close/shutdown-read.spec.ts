import {
  claim,
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
import {
  shutdownDoesNothing,
  shutdownTakenFor,
  shutReadDiscards,
} from '../../harness/sockets/mutants/close/shutdown.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'shutdown(SHUT_RD) sends no packet: recv() gives 0 when nothing is there, but data that comes later is acknowledged and can be read.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('shutdown'), man('shutdown', 2), rfc(9293, '3.6')],
  behaviours: [54],
  why:
    'TCP has a segment that says «I shall send no more», but none that says «I shall read no more». So SHUT_RD is an ' +
    'affair of this host alone: recv() does not wait any more. Linux does nothing else; the connection stays ' +
    'ESTABLISHED on both sides, and what comes is taken into the receive buffer as before. Other systems discard it.',
  method: [
    'A client calls shutdown(SHUT_RD) on a connection without data; its next recv() is observed, which does not wait (MSG_DONTWAIT) and would else give EAGAIN.',
    'Then the server sends a text, and waits until it is acknowledged; the client reads, reads again, and sends.',
    'The segments that the client sends before and after the text are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'nothing new at shutdown(); an ACK for each text' },
    {
      run: `python3 -ic "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.shutdown(socket.SHUT_RD); print(s.recv(9))"`,
      see: `b'' at once; after the next step s.recv(9) gives the text`,
    },
    { run: 'nc -l 127.0.0.1 3490', see: 'start it first; type hello after shutdown()' },
  ],
  mutants: [
    shutdownDoesNothing,
    shutdownTakenFor('SHUT_RD', 'SHUT_WR'),
    shutdownTakenFor('SHUT_RD', 'SHUT_RDWR'),
    shutReadDiscards,
    segmentsUnseen('ACK'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const { client, server } = await pair(hosts, port, { kind })
      const sent = () => hosts.client.wire.tcp(port).filter(({ direction }) => direction === 'out')
      const handshake = sent().length
      await client.shutdown('SHUT_RD')
      const recv = async () => textOf(await client.tryRecv(9, ['MSG_DONTWAIT']))
      const empty = await recv()
      const before = sent().slice(handshake)
      await server.trySend('hello')
      const unacknowledged = await tools.eventually(
        async () => (await server.tryControl('SIOCOUTQ')).value,
        (bytes) => bytes === 0,
      )
      const received = await recv()
      const end = await recv()
      const after = sent().slice(handshake)
      await client.trySend('still here')
      return {
        empty,
        before: before.map(({ flags }) => flags),
        unacknowledged,
        received,
        end,
        after: [...new Set(after.map(({ flags, ack }) => `${flags} ${ack}`))],
        states: [await hosts.client.tcpState(client), await hosts.server.tcpState(server)],
        other: textOf(await tools.answered(server.tryRecv(99))),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (one) => [
      equal(one.before, [], 'segments that the client sends for shutdown(SHUT_RD)'),
      equal(one.empty, '', 'what recv() gives after it, with nothing there: end-of-file'),
      equal(one.unacknowledged, 0, 'bytes of the later text that the client’s host does not acknowledge'),
      equal(one.received, 'hello', 'what recv() gives when the text has come'),
      equal(one.end, '', 'what it gives after that: end-of-file'),
      equal(one.after, ['ACK 6'], 'segments that the client has sent by then, with what they acknowledge'),
      equal(one.states, ['ESTABLISHED', 'ESTABLISHED'], 'states of both sides'),
      equal(one.other, 'still here', 'what the server reads when the client sends'),
    ]),
})
