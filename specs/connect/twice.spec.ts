import {
  claim,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  scenario,
  TCP_KINDS,
  unusedAddress,
} from '../../harness/index.ts'
import { connectAgainMoves, secondConnectNeverWaits } from '../../harness/sockets/mutants/connect/connect-errors.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'A TCP socket connects once: connect() on a connected socket fails with EISCONN, on a non-blocking one that is still connecting with EALREADY, and on a listener with EISCONN. On a blocking socket that is still connecting it waits with the first.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('connect'), man('connect', 2, 'ERRORS')],
  behaviours: [38, 39],
  why:
    'A socket is one end of at most one connection, so a second connect() has nothing to do and changes nothing. Which ' +
    'error it gives tells how far the first one has come: EALREADY while the SYN is unanswered, EISCONN afterwards. A blocking ' +
    'call does not ask how far but waits for the end, so a second thread that calls connect() gets the same success. ' +
    'A listener has no peer, but it is no longer an unconnected socket either; Linux says EISCONN for it, where POSIX has ' +
    'EOPNOTSUPP.',
  method: [
    'A client connects to a server, then with the same socket to the same server and to another port.',
    'Another socket, non-blocking, connects twice to an address of the network that nobody has.',
    'Two threads call connect() on one blocking socket while the link holds everything back; then the link lets go.',
    'The server’s listening socket is told to connect to the other port, and a client connects to it afterwards.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); c = socket.create_connection(('127.0.0.1', 3490)); print(c.connect_ex(('127.0.0.1', 3490)), l.connect_ex(('127.0.0.1', 3490)))"`,
      see: '106 106: EISCONN twice',
    },
    {
      run: `python3 -c "import socket; l = socket.socket(); l.bind(('127.0.0.1', 3490)); l.listen(0); k = socket.create_connection(('127.0.0.1', 3490)); c = socket.socket(); c.setblocking(False); print(c.connect_ex(('127.0.0.1', 3490)), c.connect_ex(('127.0.0.1', 3490)))"`,
      see: '115 114: EINPROGRESS, then EALREADY; the queue of the listener is full, so nobody answers',
    },
  ],
  mutants: [
    connectAgainMoves,
    secondConnectNeverWaits,
    reportsInstead('connect', 'EALREADY', 'EINPROGRESS'),
    reportsInstead('connect', 'EISCONN', 'EOPNOTSUPP'),
    reportsInstead('connect', 'EISCONN', 'EALREADY'),
  ],

  experiment: scenario(
    lan(['client', 'server'], { carried: true, ipv6: true, needs: ['sleeping threads'] }),
    async ({ client, server }, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const [service, other] = [kind.at(server, tools.port()), kind.at(server, tools.port())]
        const listener = await server.listener(service.port, { kind })
        await server.listener(other.port, { kind, label: 'other' })

        const connected = await client.open(kind, { label: 'connected' })
        await connected.connect(service)
        const again = await connected.tryConnect(service)
        const elsewhere = await connected.tryConnect(other)
        const peer = await connected.peerAddress()

        const nobody = kind.at(unusedAddress(client), service.port)
        const connecting = await client.open(kind, { label: 'connecting', nonblocking: true })
        const first = await connecting.tryConnect(nobody)
        const second = await connecting.tryConnect(nobody)

        tools.link.holdBack()
        const shared = await client.open(kind, { label: 'shared' })
        const results = [tools.answered(shared.tryConnect(service)), tools.answered(shared.tryConnect(service))]
        let back = 0
        for (const result of results) result.then(() => (back += 1))
        const waiting = await tools.eventually(
          () => shared.sleepers('connect').length,
          (threads) => threads + back === 2,
        )
        tools.link.pass()
        const errors = (await Promise.all(results)).map(({ errno }) => errno)

        const asClient = await listener.tryConnect(other)
        const later = await (await client.open(kind, { label: 'later' })).tryConnect(service)
        return {
          again: again.errno,
          elsewhere: elsewhere.errno,
          keepsItsPeer: 'port' in peer && peer.port === service.port,
          inProgress: [first.errno, second.errno],
          shared: { waiting, errors },
          asClient: asClient.errno,
          later: later.errno,
        }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ again, elsewhere, keepsItsPeer, inProgress, shared, asClient, later }) => [
      equal(again, 'EISCONN', 'error of connect() to the same server on a connected socket'),
      equal(elsewhere, 'EISCONN', 'error of connect() to another port on it'),
      equal(keepsItsPeer, true, 'the connected socket keeps its peer'),
      equal(inProgress, ['EINPROGRESS', 'EALREADY'], 'errors of two non-blocking connect() while nobody answers'),
      equal(
        shared,
        { waiting: 2, errors: [null, null] },
        'threads that wait in connect() on one blocking socket; their errors',
      ),
      equal(asClient, 'EISCONN', 'error of connect() on a listener'),
      equal(later, null, 'error of a client that connects to that listener afterwards'),
    ]),
})
