import {
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  rfc,
  SOCKET_KINDS,
  type Socket,
  type SocketKind,
  type SocketKindName,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import { bindShares } from '../../harness/sockets/mutants/bind/bind.ts'
import { bindTakesAllAddresses } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

const ALL = Object.keys(SOCKET_KINDS) as SocketKindName[]

/** Clients of each address: enough that a fair coin would not send all of them to one socket. */
const CLIENTS = 10

export default claim({
  says: 'Where one socket is bound to a specific address and another to the wildcard, both at one port, the specific one gets all that comes for its address, whichever was first. They can only stand side by side with SO_REUSEPORT.',
  level: 'platform',
  reading: 'holds',
  sources: [
    rfc(9293, '3.9.1.1'),
    rfc(1122, '4.1.3.5'),
    man('socket', 7, 'SO_REUSEPORT'),
    man('ip', 7, 'Address format'),
  ],
  behaviours: [81],
  why:
    'For a segment that belongs to no connection, and for every datagram, the kernel looks for the socket that fits best: one ' +
    'bound to the destination address before one bound to the wildcard. SO_REUSEPORT lets both be, but it makes a group only ' +
    'of those with the same address, so nothing is shared between the two. Without it the second bind() is refused, since ' +
    'the wildcard stands for the specific address too.',
  method: [
    'A server has a socket on its address and one on the wildcard, both with SO_REUSEPORT, in either order.',
    'Clients of another host come to its address; clients of its own come to the loopback address; what each socket got is counted.',
    'Then the specific one is closed, and the clients of the other host come again.',
    'In the end the two bind without SO_REUSEPORT.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; L = [socket.socket() for _ in range(2)]; [(l.setsockopt(1, 15, 1), l.bind((a, 3490)), l.listen()) for l, a in zip(L, ('', '127.0.0.1'))]; [socket.create_connection(('127.0.0.1', 3490)) for _ in range(5)]; import subprocess; print(subprocess.getoutput('ss -ltn sport = 3490'))"`,
      see: 'two listeners, 15 is SO_REUSEPORT; all five clients are in the Recv-Q of 127.0.0.1',
    },
  ],
  mutants: [bindTakesAllAddresses, bindShares, optionIgnored('SO_REUSEPORT')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(ALL, tools, async (kind) => {
      const specificFirst = await sideBySide(hosts, kind, tools, ['specific', 'wildcard'])
      const wildcardFirst = await sideBySide(hosts, kind, tools, ['wildcard', 'specific'])
      const port = tools.port()
      await (await hosts.server.open(kind)).bind(kind.any(port))
      const { errno } = await (await hosts.server.open(kind)).tryBind(kind.at(hosts.server, port))
      return { specificFirst, wildcardFirst, without: errno }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ specificFirst, wildcardFirst, without }) => [
      equal(specificFirst, EXPECTED, 'clients that each got, the specific one being first'),
      equal(wildcardFirst, EXPECTED, 'clients that each got, the wildcard being first'),
      equal(without, 'EADDRINUSE', 'error of the second bind() without SO_REUSEPORT'),
    ]),
})

const EXPECTED = {
  errors: [null, null],
  ofTheAddress: { specific: CLIENTS, wildcard: 0 },
  ofLoopback: { specific: 0, wildcard: CLIENTS },
  specificClosed: CLIENTS,
}

const NOTHING = { ofTheAddress: null, ofLoopback: null, specificClosed: null }

type Name = 'specific' | 'wildcard'

interface Sides {
  readonly client: Host
  readonly server: Host
}

/** Two sockets at one port, and what each of them gets. */
async function sideBySide({ client, server }: Sides, kind: SocketKind, tools: Tools, order: readonly [Name, Name]) {
  const port = tools.port()
  const addresses = { specific: kind.at(server, port), wildcard: kind.any(port) }
  const errors = []
  const sockets: Partial<Record<Name, Socket>> = {}
  for (const name of order) {
    const socket = await server.open(kind, { label: name, nonblocking: true, set: { SO_REUSEPORT: true } })
    errors.push((await socket.tryBind(addresses[name])).errno)
    if (kind.transport === 'TCP') await socket.tryListen(2 * CLIENTS)
    sockets[name] = socket
  }
  const { specific, wildcard } = sockets as Record<Name, Socket>
  if (errors.some((error) => error !== null)) return { ...NOTHING, errors }
  const both = () => gathered({ specific, wildcard }, kind, tools)

  await come(client, kind, kind.at(server, port))
  const ofTheAddress = await both()
  await come(server, kind, kind.loopback(port))
  const ofLoopback = await both()
  await specific.close()
  await come(client, kind, kind.at(server, port))
  const { wildcard: specificClosed = 0 } = await gathered({ wildcard }, kind, tools)
  return { errors, ofTheAddress, ofLoopback, specificClosed }
}

/** Clients come to an address: over TCP they connect, over UDP each sends a datagram. */
async function come(host: Host, kind: SocketKind, address: ReturnType<SocketKind['any']>): Promise<void> {
  for (let count = 1; count <= CLIENTS; count += 1) {
    const socket = await host.open(kind, { label: `client ${count}` })
    const { errno } = await socket.tryConnect(address)
    if (errno === null) await socket.trySend('hello')
  }
}

/** How many clients come to each of these non-blocking sockets, when as many have come as there are. */
async function gathered<Name extends string>(
  sockets: Readonly<Record<Name, Socket>>,
  kind: SocketKind,
  { eventually }: Pick<Tools, 'eventually'>,
): Promise<Record<string, number>> {
  const counts = Object.fromEntries(Object.keys(sockets).map((name) => [name, 0]))
  const count = async () => {
    for (const [name, socket] of Object.entries<Socket>(sockets)) {
      counts[name] = (counts[name] ?? 0) + (await arrivals(socket, kind))
    }
    return Object.values(counts).reduce((sum, one) => sum + one, 0)
  }
  await eventually(count, (all) => all >= CLIENTS)
  return counts
}

/** How many clients have come to a non-blocking socket since it was asked last. */
async function arrivals(socket: Socket, { transport }: SocketKind): Promise<number> {
  for (let count = 0; ; count += 1) {
    const { errno } = transport === 'TCP' ? await socket.tryAccept() : await socket.tryRecv(100)
    if (errno !== null) return count
  }
}
