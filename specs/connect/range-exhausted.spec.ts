import {
  butNot,
  claim,
  equal,
  fc,
  forAll,
  type Host,
  lan,
  man,
  posix,
  rfc,
  SOCKET_KINDS,
  type Socket,
  type SocketKind,
  sysctl,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'
import { bindDoesNothing } from '../../harness/sockets/mutants/bind/bind.ts'
import { connectIgnoresTheRange, connectTakesThePortForAll } from '../../harness/sockets/mutants/bind/local-port.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

const FAMILIES = ['IPv4', 'IPv6', 'IPv4-mapped IPv6'] as const

/** The first port of the narrowed range; outside of the usual one, so that no connection has it before. */
const FIRST = 20_000

/** The first of three ports. */
const FIRST_OF_THREE = 21_000

export default claim({
  says: 'With n free ports in the ephemeral range n connections to one destination succeed, and the next connect() fails: with EADDRNOTAVAIL over TCP, with EAGAIN over UDP. A port that some socket has bound is not free.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    posix('connect'),
    man('connect', 2, 'ERRORS'),
    rfc(6056, '3.3'),
    man('ip', 7, 'ip_local_port_range'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  behaviours: [87],
  why:
    'Between one address and one destination only the source port is left to tell connections apart, so there are as many ' +
    'as there are free ports. TCP can use a port again for another destination, because the 4-tuple is another; only a port ' +
    'that a program named in bind() is left to it alone. A UDP socket takes its port for all destinations. ' +
    'TCP looks through the range by parity and takes it for an even number of ports, so of an odd number one is passed ' +
    'over; the kernel’s documentation advises ends of different parity.',
  method: [
    'The client’s range is narrowed to an even number of ports; sockets bind some of them by name.',
    'As many sockets connect to one destination as there are free ports, then one more, and one to another destination.',
    'One of the connections is closed, and a further socket connects to the first destination.',
    'Then the range is a fresh one of three ports, and four sockets connect to one destination.',
  ],
  byHand: [
    {
      run: `unshare -rn sh -c 'ip link set lo up; sysctl -w net.ipv4.ip_local_port_range="20000 20001"; nc -lk 127.0.0.1 3490 & sleep 1; for i in 1 2 3; do nc -v 127.0.0.1 3490 & done; sleep 1'`,
      see: 'two connections succeed; the third: Cannot assign requested address. With "20000 20002" it is no better',
    },
  ],
  mutants: [
    connectIgnoresTheRange,
    bindDoesNothing,
    connectTakesThePortForAll,
    reportsInstead('connect', 'EADDRNOTAVAIL', 'EADDRINUSE'),
    reportsInstead('connect', 'EAGAIN', 'EADDRINUSE'),
  ],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        family: fc.constantFrom(...FAMILIES),
        pairs: fc.integer({ min: 2, max: 6 }),
        bound: fc.integer({ min: 0, max: 3 }),
      }),
      example: { family: 'IPv4', pairs: 2, bound: 1 },
      edges: FAMILIES.map((family) => ({ family, pairs: 2, bound: 2 })),
      runs: 15,
    },
    async ({ family, ...range }, { client, server }, tools) => ({
      tcp: await exhaust(SOCKET_KINDS[`TCP over ${family}`], range, { client, server }, tools),
      udp: await exhaust(SOCKET_KINDS[`UDP over ${family}`], range, { client, server }, tools),
    }),
  ),

  judge: ({ tcp, udp }, { pairs, bound }) => {
    const free = 2 * pairs - bound
    const freePorts = Array.from({ length: free }, (_, index) => FIRST + bound + index)
    return [
      trueWhen(
        'the ends of the range differ in parity',
        equal(tcp.errors, Array(free).fill(null), 'TCP: errors of as many connect() as there are free ports'),
        equal(tcp.ports.toSorted(), freePorts, 'TCP: their local ports, each of the free ones once'),
        equal(tcp.next, 'EADDRNOTAVAIL', 'TCP: error of one more connect() to the same destination'),
        equal(tcp.elsewhere, null, 'TCP: error of connect() to another destination'),
        equal(tcp.later, null, 'TCP: error of connect() after one of the connections was closed'),
      ),
      trueWhen(
        'the protocol is UDP',
        equal(udp.errors, Array(free).fill(null), 'UDP: errors of as many connect() as there are free ports'),
        equal(udp.ports.toSorted(), freePorts, 'UDP: their local ports, each of the free ones once'),
        equal(udp.next, 'EAGAIN', 'UDP: error of one more connect() to the same destination'),
        equal(udp.elsewhere, 'EAGAIN', 'UDP: error of connect() to another destination'),
        equal(udp.later, null, 'UDP: error of connect() after one of the sockets was closed'),
        equal(udp.three, [null, null, null, 'EAGAIN'], 'UDP: errors of four connect() with three free ports'),
      ),
      butNot(
        'the ends of the range have the same parity, and the protocol is TCP: one port is passed over',
        equal(
          tcp.three,
          [null, null, ...Array(2).fill('EADDRNOTAVAIL')],
          'errors of four connect() with three free ports',
        ),
      ),
    ]
  },
})

interface Sides {
  readonly client: Host
  readonly server: Host
}

/** Connects with sockets of one kind until no port is left. */
async function exhaust(
  kind: SocketKind,
  { pairs, bound }: { readonly pairs: number; readonly bound: number },
  { client, server }: Sides,
  { port, say }: Pick<Tools, 'port' | 'say'>,
) {
  const [destination, other, third] = [kind.at(server, port()), kind.at(server, port()), kind.at(server, port())]
  if (kind.transport === 'TCP') {
    for (const { port: number } of [destination, other, third]) await server.listener(number, { kind })
  }

  say(`${kind.transport}: ${2 * pairs} ephemeral ports`)
  client.setSysctl('ipv4.ip_local_port_range', `${FIRST} ${FIRST + 2 * pairs - 1}`)
  for (let index = 0; index < bound; index += 1) {
    await (await client.open(kind, { label: 'bound' })).bind(kind.at(client, FIRST + index))
  }
  const full = await connectOften(client, kind, destination, 2 * pairs - bound)
  const next = await (await openOne(client, kind)).tryConnect(destination)
  const elsewhere = await (await openOne(client, kind)).tryConnect(other)
  await full.sockets[0]?.close()
  const later = await (await openOne(client, kind)).tryConnect(destination)

  say(`${kind.transport}: three ephemeral ports`)
  client.setSysctl('ipv4.ip_local_port_range', `${FIRST_OF_THREE} ${FIRST_OF_THREE + 2}`)
  const { errors: three } = await connectOften(client, kind, third, 4)
  const [errors, ports] = [full.errors, full.ports]
  return { errors, ports, next: next.errno, elsewhere: elsewhere.errno, later: later.errno, three }
}

/** A socket whose port is free at once when it is closed. */
function openOne(client: Host, kind: SocketKind, label = 'client'): Promise<Socket> {
  const set = kind.transport === 'TCP' ? { SO_LINGER: { onoff: true, linger: 0 } } : {}
  return client.open(kind, { label, set })
}

/** So many sockets connect to one destination; tells their errors and their local ports. */
async function connectOften(client: Host, kind: SocketKind, destination: ReturnType<SocketKind['any']>, times: number) {
  const sockets: Socket[] = []
  const errors: (string | null)[] = []
  for (let count = 1; count <= times; count += 1) {
    const socket = await openOne(client, kind, `client ${count}`)
    errors.push((await socket.tryConnect(destination)).errno)
    sockets.push(socket)
  }
  return { sockets, errors, ports: await Promise.all(sockets.map((socket) => socket.localPort())) }
}
