import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  onHost,
  posix,
  rfc,
  SOCKET_KINDS,
  type SocketOptions,
  TCP_KINDS,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { bindDoesNothing } from '../../harness/sockets/mutants/bind/bind.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { firstLifeIsEnough, reuseaddrByItself } from '../../harness/sockets/mutants/reuse/reuse.ts'
import { synFromAnotherPort } from '../../harness/wire/mutants/tcp-ports.ts'

export default claim({
  says:
    'A client may bind a source port before connect(): the server and the wire see that port. If a connection of it is still ' +
    'in TIME_WAIT, bind() fails with EADDRINUSE unless both sockets have SO_REUSEADDR.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'clients seldom call bind(), but may if they need a certain source port, for a firewall for example'),
    posix('bind'),
    posix('connect'),
    rfc(9293, '3.6.1'),
    man('socket', 7, 'SO_REUSEADDR'),
  ],
  why:
    'connect() chooses a port only for a socket that has none. So a client can have the port that a firewall or an old ' +
    'protocol asks for. The price is that it is one port: a client that closes first leaves its connection in TIME_WAIT ' +
    'for a minute, and until then the port is in use as any other. That is why clients leave the choice to the kernel, ' +
    'which finds another one each time.',
  method: [
    'A client binds a given port, connects to a server, and is accepted; what the server and the wire show is observed.',
    'Other clients bind ports, connect, and close first, with SO_REUSEADDR or without; the kernel’s table shows what is left.',
    'A new socket binds each of these ports, and connects to another server port.',
  ],
  byHand: [
    {
      run: 'nc -l 127.0.0.1 3490 & sleep 1; nc -p 4000 127.0.0.1 3490 & sleep 1; ss -tn "dport = 3490"',
      see: 'local port 4000',
    },
    {
      run: `nc -l 127.0.0.1 3490 & sleep 1; for i in 1 2; do python3 -c "import socket; s = socket.socket(); s.bind(('', 4000)); s.connect(('127.0.0.1', 3490))"; done`,
      see: 'the second one: OSError: [Errno 98] Address already in use',
    },
  ],
  mutants: [
    onHost('client', bindDoesNothing),
    synFromAnotherPort,
    portOneTooHigh('getpeername'),
    noTimeWait,
    reuseaddrByItself,
    firstLifeIsEnough,
    optionIgnored('SO_REUSEADDR'),
  ],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      // The ports between are for those that stay in TIME_WAIT.
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        port: fc.oneof(fc.integer({ min: 1024, max: 3000 }), fc.integer({ min: 10_000, max: 65_535 })),
      }),
      example: { kind: 'TCP over IPv4', port: 40_000 },
      edges: [
        { kind: 'TCP over IPv6', port: 65_535 },
        { kind: 'TCP over IPv4-mapped IPv6', port: 1024 },
      ],
      runs: 5,
    },
    async ({ kind: name, port }, hosts, tools) => {
      const kind = SOCKET_KINDS[name]
      const { client, server } = hosts
      const address = kind.at(server, tools.port())
      const listener = await server.listener('port' in address ? address.port : 0, { kind })
      const socket = await client.open(kind, { label: 'client' })
      await socket.bind(kind.at(client, port))
      await socket.connect(address)
      const accepted = await listener.accept()
      const syn = server.wire.packets().findLast(({ flags }) => flags === 'SYN')
      return {
        bound: addressText(kind.at(client, port)),
        own: addressText(await socket.localAddress()),
        peer: addressText(await accepted.peerAddress()),
        syn: syn?.sourcePort ?? null,
        without: await bindAgain(kind, hosts, tools, { first: false, second: false }),
        first: await bindAgain(kind, hosts, tools, { first: true, second: false }),
        second: await bindAgain(kind, hosts, tools, { first: false, second: true }),
        both: await bindAgain(kind, hosts, tools, { first: true, second: true }),
      }
    },
  ),

  judge: (seen, { port }) => [
    equal(seen.own, seen.bound, 'local address of the client'),
    equal(seen.peer, seen.bound, 'peer of the socket that the server accepted'),
    equal(seen.syn, port, 'source port of the SYN'),
    equal(seen.without, REFUSED, 'a client’s port after it closed first: state, and what comes of binding it again'),
    equal(seen.first, REFUSED, 'the same, if only the first socket has SO_REUSEADDR'),
    equal(seen.second, REFUSED, 'the same, if only the second socket has SO_REUSEADDR'),
    equal(seen.both, { left: ['TIME_WAIT'], bind: null, connect: null }, 'the same, if both sockets have SO_REUSEADDR'),
  ],
})

const REUSE: SocketOptions = { SO_REUSEADDR: true }
const REFUSED = { left: ['TIME_WAIT'], bind: 'EADDRINUSE', connect: null }

/** A client binds a port, connects and closes first; tells what is left, and how another one fares that binds the port. */
async function bindAgain(
  kind: SocketKind,
  { client, server }: Readonly<Record<'client' | 'server', Host>>,
  { port, say, eventually }: Tools,
  reuse: { readonly first: boolean; readonly second: boolean },
) {
  const words = Object.entries(reuse).flatMap(([which, has]) => (has ? [which] : []))
  say(`SO_REUSEADDR on ${words.join(' and ') || 'neither'}`)
  const [one, other, local] = [port(), port(), port()]
  const listener = await server.listener(one, { kind })
  await server.listener(other, { kind, label: 'another listener' })
  const first = await client.open(kind, { label: 'first', set: reuse.first ? REUSE : {} })
  await first.tryBind(kind.at(client, local))
  await first.tryConnect(kind.at(server, one))
  const accepted = await listener.accept()
  await first.close()
  await accepted.recv(1)
  await accepted.close()
  const left = await eventually(
    () => client.tcpTable(local).map(({ state }) => state),
    (states) => states.every((state) => state === 'TIME_WAIT'),
  )
  const second = await client.open(kind, { label: 'second', set: reuse.second ? REUSE : {} })
  const { errno: bind } = await second.tryBind(kind.at(client, local))
  const connect = bind === null ? (await second.tryConnect(kind.at(server, other))).errno : null
  return { left, bind, connect }
}
