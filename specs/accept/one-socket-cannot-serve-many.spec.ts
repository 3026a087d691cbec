import {
  butNot,
  claim,
  equal,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
  trueWhen,
  UDP_KINDS,
} from '../../harness/index.ts'
import { recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { noPeerIsAWildcard } from '../../harness/sockets/mutants/descriptors/socket.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { listenerTalks } from '../../harness/sockets/mutants/listen/listener-talks.ts'
import { everyoneIsTheFirstPeer } from '../../harness/sockets/mutants/udp/datagram-peers.ts'

export default claim({
  says: 'One server socket cannot talk to many clients without a new socket for each.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('B', 'calls it a mistake to believe that one server socket can talk to many clients without new sockets'),
    posix('recv'),
    posix('accept'),
    man('udp', 7),
    rfc(9293, '3.3.1'),
    rfc(768),
  ],
  why:
    'A TCP socket is either a listener or one end of one connection, with sequence numbers and buffers for a single peer. ' +
    'A listener has no peer and no stream, so send() and recv() have nothing to work on, however many clients wait in its ' +
    'queue. UDP keeps no connection: each datagram carries its sender’s address, recvfrom() tells it and sendto() names ' +
    'where an answer goes, so one socket serves any number of peers.',
  method: [
    'Three TCP clients connect and send their names. The server tries recv(), send() and getpeername() on its one socket.',
    'Then it accepts them, and reads from each new socket.',
    'Three UDP clients send their names to one UDP socket, which answers each by name.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input(); s.recv(9)"',
      see: 'it waits; after echo hello | nc 127.0.0.1 3490 and Enter: OSError: [Errno 107]',
    },
    {
      run: "python3 -c \"import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.1', 3490)); [s.sendto(b'hello ' + d, a) for d, a in iter(lambda: s.recvfrom(99), 0)]\"",
      see: 'with nc -u 127.0.0.1 3490 in two terminals each line is answered in its own',
    },
  ],
  mutants: [
    noPeerIsAWildcard,
    succeedsInstead('send', 'EPIPE', 5),
    listenerTalks,
    reportsInstead('recv', 'ENOTCONN', 'EAGAIN'),
    recvTakesTheNeighbours,
    everyoneIsTheFirstPeer,
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }), async (hosts, tools) => ({
    tcp: await overKinds(TCP_KINDS, tools, (kind) => serveByTcp(kind, hosts, tools)),
    udp: await overKinds(UDP_KINDS, tools, (kind) => serveByUdp(kind, hosts, tools)),
  })),

  judge: ({ tcp, udp }) => [
    ...trueWhen(
      'the socket is a TCP socket',
      ...ofEachKind(tcp, ({ listener, accepted, sockets }) => [
        equal(listener.recv, 'ENOTCONN', 'recv() on the listener while three clients’ data waits'),
        equal(listener.send, 'EPIPE', 'send() on the listener'),
        equal(listener.peer, 'ENOTCONN', 'getpeername() on the listener'),
        equal(accepted, NAMES, 'what recv() gives on the socket of each client'),
        equal(sockets, 1 + NAMES.length, 'sockets of the server then'),
      ]),
    ),
    ...butNot(
      'the socket is a UDP socket',
      ...ofEachKind(udp, ({ received, answers, sockets }) => [
        equal(received, NAMES, 'what the one socket receives'),
        equal(
          answers,
          NAMES.map((name) => `hello ${name}`),
          'what the clients get as answers',
        ),
        equal(sockets, 1, 'sockets of the server'),
      ]),
    ),
  ],
})

const NAMES = ['Anna', 'Ben', 'Clara']

type Sides = { readonly client: Host; readonly server: Host }

/** Three TCP clients send their names to a server. */
async function serveByTcp(kind: SocketKind, { client, server }: Sides, { answered, eventually, port }: Tools) {
  const before = server.openDescriptors.length
  const at = port()
  const listener = await server.listener(at, { kind })
  for (const name of NAMES) {
    const near = await client.connect(kind.at(server, at), { label: name })
    await near.send(name)
    await eventually(
      () => near.control('SIOCOUTQ'),
      (unacknowledged) => unacknowledged === 0,
    )
  }
  const recv = textOf(await answered(listener.tryRecv(100)))
  const { errno: send } = await listener.trySend('hello', ['MSG_NOSIGNAL'])
  const { errno: peer } = await listener.tryPeerAddress()

  const accepted: string[] = []
  for (const name of NAMES) {
    const { value: far, errno } = await answered(listener.tryAccept([], `accepted ${name}`))
    accepted.push(far === null ? errno : textOf(await answered(far.tryRecv(100))))
  }
  return { listener: { recv, send, peer }, accepted, sockets: server.openDescriptors.length - before }
}

/** Three UDP clients send their names to a server, which answers when all have arrived. */
async function serveByUdp(kind: SocketKind, { client, server }: Sides, { answered, port }: Tools) {
  const before = server.openDescriptors.length
  const at = port()
  const socket = await server.open(kind, { label: 'server' })
  await socket.bind(kind.at(server, at))
  const peers = await Promise.all(NAMES.map((label) => client.open(kind, { label })))
  for (const [index, name] of NAMES.entries()) await peers[index]?.sendTo(kind.at(server, at), name)
  const received = []
  const senders = []
  while (received.length < NAMES.length) {
    const { value, errno } = await answered(socket.tryRecvFrom(100))
    received.push(value === null ? errno : Buffer.from(value.bytes).toString())
    senders.push(value?.from ?? null)
  }
  for (const [index, sender] of senders.entries())
    if (sender !== null) await socket.sendTo(sender, `hello ${received[index]}`)
  const answers = []
  for (const peer of peers) answers.push(textOf(await answered(peer.tryRecv(100))))
  return { received, answers, sockets: server.openDescriptors.length - before }
}
