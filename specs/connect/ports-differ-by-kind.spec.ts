import {
  between,
  butNot,
  claim,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
  textOf,
  trueWhen,
} from '../../harness/index.ts'
import { connectIgnoresTheRange } from '../../harness/sockets/mutants/bind/local-port.ts'
import {
  ephemeralPortsAreForClients,
  wellKnownPortsAreForServers,
} from '../../harness/sockets/mutants/bind/well-known-ports.ts'
import { recvSwapsBytes } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'A server needs a well-known port, a client has an ephemeral one.',
  level: 'may',
  reading: 'qualified',
  sources: [
    material(
      'D',
      'a difference of the two: a client socket uses an ephemeral port, a server socket requires a standard, well-defined one',
    ),
    rfc(6335, '6'),
    rfc(9293, '3.3.1'),
    man('ip', 7, 'ip_local_port_range'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  why:
    'It is a convention, and a good one: a client must know the server’s port beforehand, and nobody needs to know the ' +
    'client’s. But to TCP both are just numbers; nothing in a segment tells which end is the server. A server may take any ' +
    'port if it has another way to tell it, as servers in tests do, and a client may bind a well-known one.',
  method: [
    'A server listens at a well-known port, 80 for one, and a client of another host connects without bind(): five bytes go either way.',
    'Then the other way about: a server listens at a port that bind() chose, and a client connects from the well-known port.',
    'Both connections exist at the same time.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 0)); print(s.getsockname()); print(s.accept()[1])"`,
      see: 'a port of sysctl net.ipv4.ip_local_port_range at which the server waits',
    },
    { run: 'nc -p 80 127.0.0.1 40000', see: '(as root, with that port) the server prints port 80 for its client' },
  ],
  mutants: [ephemeralPortsAreForClients, wellKnownPortsAreForServers, connectIgnoresTheRange, recvSwapsBytes],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind, name) => ({
      convention: await exchange({ client, server, kind, from: null, to: WELL_KNOWN[name] }, tools),
      reverse: await exchange({ client, server, kind, from: WELL_KNOWN[name], to: 0 }, tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ convention, reverse }, name) => [
      trueWhen(
        'both do what is usual',
        equal(convention.errors, NO_ERRORS, 'errors of listen() and connect()'),
        equal(convention.server, WELL_KNOWN[name], 'port of the server'),
        between(convention.client, EPHEMERAL, 'port of the client'),
        equal(convention.received, ['hello', 'world'], 'what the server and the client receive'),
      ),
      butNot(
        'the server takes an ephemeral port and the client a well-known one',
        equal(reverse.errors, NO_ERRORS, 'errors of listen() and connect()'),
        between(reverse.server, EPHEMERAL, 'port of the server'),
        equal(reverse.client, WELL_KNOWN[name], 'port of the client'),
        equal(reverse.received, ['hello', 'world'], 'what the server and the client receive'),
      ),
    ]),
})

/** HTTP, Telnet, SMTP. */
const WELL_KNOWN = { 'TCP over IPv4': 80, 'TCP over IPv6': 23, 'TCP over IPv4-mapped IPv6': 25 } as const

const NO_ERRORS = { listen: null, connect: null }

/** From the first of Linux, whose default range labs pin, to the last of the dynamic ports (RFC 6335 section 6). */
const EPHEMERAL = [32_768, 65_535] as const

interface Exchange {
  readonly client: Host
  readonly server: Host
  readonly kind: SocketKind
  /** The port that the client binds; null if it does not bind. */
  readonly from: number | null
  /** The port that the server binds; 0 if bind() is to choose. */
  readonly to: number
}

/** One connection over which either side sends five bytes, as far as it comes about. */
async function exchange({ client, server, kind, from, to }: Exchange, { answered, eventually }: Tools) {
  const listener = await server.open(kind, { label: 'listener', nonblocking: true })
  await listener.bind(kind.at(server, to))
  const listening = await listener.tryListen(1)
  const serverPort = await listener.localPort()

  const socket = await client.open(kind, { label: 'client' })
  if (from !== null) await socket.bind(kind.at(client, from))
  const connecting = await socket.tryConnect(kind.at(server, serverPort))
  if (connecting.errno === null) await eventually(() => server.isWaiting(listener), Boolean)
  const { value: accepted } = await listener.tryAccept([], 'accepted')
  const received: string[] = []
  if (accepted !== null) {
    await socket.trySend('hello')
    received.push(textOf(await answered(accepted.tryRecv(5))))
    await accepted.trySend('world')
    received.push(textOf(await answered(socket.tryRecv(5))))
  }
  return {
    errors: { listen: listening.errno, connect: connecting.errno },
    server: serverPort,
    client: await socket.localPort(),
    received,
  }
}
