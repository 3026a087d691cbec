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
import { closeAlwaysResets } from '../../harness/sockets/mutants/close/close.ts'
import { shutdownDoesNothing, shutdownTakenFor } from '../../harness/sockets/mutants/close/shutdown.ts'
import { closeEndsForAll } from '../../harness/sockets/mutants/descriptors/dup.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says:
    'close() in one thread does not wake a recv() in another: it sleeps on, can still receive, and the FIN waits until ' +
    'it returns. shutdown() does wake it.',
  level: 'platform',
  reading: 'holds',
  sources: [
    man('close', 2, 'Multithreaded processes and close()'),
    posix('close'),
    posix('shutdown'),
    rfc(9293, '3.6'),
  ],
  behaviours: [62],
  why:
    'A descriptor is only a name for the socket. close() takes the name away; the socket itself ends with the last ' +
    'reference, and a call that is under way holds one. So nothing happens on the wire before the call returns, and ' +
    'it returns when the peer does something. shutdown() acts on the socket, not on the name: it ends the connection ' +
    'and wakes all who wait. That is why servers call it to end their threads.',
  method: [
    'A thread of the server’s program sleeps in recv(); another thread closes the descriptor.',
    'The threads that sleep in recv() and the segments with FIN or RST are observed, and then the client sends a text, which proves that the moment has passed.',
    'On a second connection the other thread calls shutdown(SHUT_RDWR) instead.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'no Flags [F.] before the text has come' },
    {
      run: `python3 -c "import os, socket, threading, time; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); t = threading.Thread(target=lambda: print(s.recv(99))); t.start(); time.sleep(1); os.close(s.fileno()); t.join(); s.detach()"`,
      see: 'sleeps on after the second; then prints what is typed below',
    },
    { run: 'nc 127.0.0.1 3490', see: 'still connected after a second; type hello: nc ends' },
  ],
  mutants: [
    closeEndsForAll,
    closeAlwaysResets,
    shutdownDoesNothing,
    shutdownTakenFor('SHUT_RDWR', 'SHUT_WR'),
    flagSeenAs('FIN', 'RST'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true, needs: ['sleeping threads'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const asleep = async (act: 'close' | 'shutdown') => {
        tools.say(`one thread sleeps in recv(), another calls ${act}()`)
        const port = tools.port()
        const { client, server } = await pair(hosts, port, { kind })
        const sleepers = () => server.sleepers('recvfrom').length
        const recv = tools.answered(server.tryRecv(99))
        await tools.until('a thread to sleep in recv()', sleepers, (count) => count === 1)
        if (act === 'close') await server.close()
        else await server.tryShutdown('SHUT_RDWR')
        return { client, recv, sleepers, sent: () => endings(hosts.server.wire.tcp(port)) }
      }

      const closing = await asleep('close')
      const after = { sleepers: closing.sleepers(), sent: closing.sent() }
      // Whatever close() had sent would be there before an answer to this.
      await closing.client.trySend('hello')
      const received = textOf(await closing.recv)
      const { value, errno } = await tools.answered(closing.client.tryRecv(5))
      const closed = { after, received, sent: closing.sent(), peer: errno ?? `${value.length} bytes` }

      const shutting = await asleep('shutdown')
      const woken = textOf(await shutting.recv)
      return { closed, shut: { received: woken, sent: shutting.sent() } }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ closed, shut }) => [
      equal(closed.after.sleepers, 1, 'threads that sleep in recv() after close()'),
      equal(closed.after.sent, [], 'segments with FIN or RST that the server has sent after close()'),
      equal(closed.received, 'hello', 'what the sleeping recv() gives when the client sends'),
      equal(closed.sent, ['FIN, ACK'], 'segments with FIN or RST when that recv() has returned'),
      equal(closed.peer, '0 bytes', 'what the client’s recv() gives then'),
      equal(shut.received, '', 'what a sleeping recv() gives after shutdown(): end-of-file'),
      equal(shut.sent, ['FIN, ACK'], 'segments with FIN or RST after shutdown()'),
    ]),
})
