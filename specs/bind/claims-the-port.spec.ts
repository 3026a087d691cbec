import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  onHost,
  overKinds,
  posix,
  rfc,
  SOCKET_KINDS,
  scenario,
  TCP_KINDS,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindDoesNothing, bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { bindTakesTheNextPort } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { synToAnotherPort } from '../../harness/wire/mutants/tcp-ports.ts'

export default claim({
  says: 'bind() gives the socket its address and port: getsockname() tells them, and what is sent to that port reaches that socket (a TCP socket once it listens) and no other.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'A',
      'bind() claims a port number, so that the operating system sends what comes for that port to this server',
    ),
    material('C', 'bind() says which interface and port the socket is to use'),
    material('D', 'the server’s socket is bound to a host and a well-known port'),
    posix('bind'),
    rfc(9293, '3.9.1'),
    rfc(768),
    man('bind', 2),
  ],
  why:
    'A new socket has no port, and nothing that arrives could be meant for it. bind() writes the address and port into ' +
    'the socket and puts it into the table in which the kernel looks up the destination of each packet. A UDP socket ' +
    'receives from then on. A TCP socket must also call listen(): only then does the kernel answer a SYN for its port.',
  method: [
    'A socket of each kind tells its local address before and after bind(); a neighbour has the next port.',
    'A client sends to the first port: over TCP before and after listen(), over UDP at once.',
    'What came out of the two sockets, and the port that the packets bear, are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(); print(s.getsockname()); s.bind(('127.0.0.1', 3490)); print(s.getsockname())"`,
      see: "('0.0.0.0', 0), then ('127.0.0.1', 3490)",
    },
    { run: 'nc -lu 127.0.0.1 3490 & echo hello | nc -u -w 1 127.0.0.1 3490', see: 'hello, from the first nc' },
  ],
  mutants: [
    recvTakesTheNeighbours,
    onHost('server', bindDoesNothing),
    onHost('server', bindTakesTheNextPort),
    onHost('server', bindListens),
    portOneTooHigh('getsockname'),
    synToAnotherPort,
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => ({
    tcp: await overKinds(TCP_KINDS, tools, (kind) => overTcp(kind, hosts, tools)),
    udp: await overKinds(UDP_KINDS, tools, (kind) => overUdp(kind, hosts, tools)),
  })),

  judge: ({ tcp, udp }) => [
    ofEachKind(tcp, (seen, name) => [
      equal(seen.before, addressText(unbound(SOCKET_KINDS[name])), 'local address before bind()'),
      equal(seen.after, seen.claimed, 'local address after bind()'),
      equal(seen.early, 'ECONNREFUSED', 'error of connect() to the port before listen()'),
      equal(seen.received, 'hello', 'what the socket accepted at the port receives'),
      equal(seen.atNeighbour, 0, 'connections at the neighbour, who listens at the next port'),
      equal(seen.portOnWire, seen.port, 'destination port of the SYN'),
    ]),
    ofEachKind(udp, (seen, name) => [
      equal(seen.before, addressText(unbound(SOCKET_KINDS[name])), 'local address before bind()'),
      equal(seen.after, seen.claimed, 'local address after bind()'),
      equal(seen.received, 'hello', 'what the socket receives'),
      equal(seen.atNeighbour, 'EAGAIN', 'what the neighbour, who has the next port, receives'),
      equal(seen.portOnWire, seen.port, 'destination port of the datagram'),
    ]),
  ],
})

type Sides = { readonly client: Host; readonly server: Host }

/** The wildcard address and no port: what a socket has before bind(). */
function unbound({ domain }: SocketKind) {
  return SOCKET_KINDS[domain === 'AF_INET' ? 'TCP over IPv4' : 'TCP over IPv6'].any(0)
}

/** Binds a socket of a kind to a new port; tells its local address before and after. */
async function claimPort(kind: SocketKind, server: Host, tools: Tools) {
  const port = tools.port()
  const claimed = kind.at(server, port)
  const socket = await server.open(kind, { label: 'server' })
  const before = addressText(await socket.localAddress())
  await socket.bind(claimed)
  const names = { before, after: addressText(await socket.localAddress()), claimed: addressText(claimed) }
  return { socket, port, claimed, names }
}

async function overTcp(kind: SocketKind, { client, server }: Sides, tools: Tools) {
  const { socket, port, claimed, names } = await claimPort(kind, server, tools)
  const neighbour = await server.listener(tools.port(), { kind, label: 'neighbour' })
  const early = await (await client.open(kind, { label: 'early' })).tryConnect(claimed)
  await socket.tryListen(1)
  const late = await client.open(kind, { label: 'client' })
  const { errno } = await late.tryConnect(claimed)
  let received: string = errno ?? 'nothing: it has another port'
  if (errno === null && names.after === names.claimed) {
    await late.trySend('hello')
    const { value: accepted } = await tools.answered(socket.tryAccept())
    if (accepted !== null) received = textOf(await tools.answered(accepted.tryRecv(100)))
  }
  const portOnWire = server.wire.tcp(port).findLast(({ flags }) => flags === 'SYN')?.destinationPort ?? null
  const atNeighbour = await server.queueLength(neighbour)
  return { ...names, early: early.errno, received, atNeighbour, port, portOnWire }
}

async function overUdp(kind: SocketKind, { client, server }: Sides, tools: Tools) {
  const { socket, port, claimed, names } = await claimPort(kind, server, tools)
  const neighbour = await server.open(kind, { label: 'neighbour' })
  await neighbour.bind(kind.at(server, tools.port()))
  await (await client.open(kind, { label: 'client' })).sendTo(claimed, 'hello')
  const hasIt = names.after === names.claimed
  const received = hasIt ? textOf(await tools.answered(socket.tryRecv(100))) : 'nothing: it has another port'
  const atNeighbour = textOf(await neighbour.tryRecv(100, ['MSG_DONTWAIT']))
  return { ...names, received, atNeighbour, port, portOnWire: server.wire.udp(port)[0]?.destinationPort ?? null }
}
