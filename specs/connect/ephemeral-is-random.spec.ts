import { randomInt } from 'node:crypto'
import {
  atLeast,
  between,
  binomialRange,
  butNot,
  type Condition,
  claim,
  equal,
  evenRange,
  fc,
  forAll,
  type Host,
  lan,
  man,
  material,
  rfc,
  SOCKET_KINDS,
  type SocketKind,
  sysctl,
  trialsToTell,
  trueWhen,
  unusedAddress,
} from '../../harness/index.ts'
import { connectTakesThePortForAll } from '../../harness/sockets/mutants/bind/local-port.ts'
import { portsCountUp, udpPrefersLowPorts } from '../../harness/sockets/mutants/bind/port-order.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'

const FAMILIES = ['IPv4', 'IPv6', 'IPv4-mapped IPv6'] as const

/** For each of the seven distributions that an input is judged by: of a hundred inputs one fails, though all is well, with a chance below 10⁻⁶. */
const FALSE_ALARM = 1e-9

/** The range is cut into eight parts of equal size. */
const PARTS = 8

/** So many sockets are enough to see it 99 times of 100 if one part gets twice the share of each other one. */
const SOCKETS = trialsToTell(PARTS, 2 / (PARTS + 1), { falseAlarm: FALSE_ALARM, miss: 1e-2 })

/** How far the next port is from the last one where it can be guessed: 2, 4, … 16 up, at the end from the beginning again. */
const STEPS = [2, 4, 6, 8, 10, 12, 14, 16]

/**
 * So many next ports can be guessed at the least. All, if nobody else connects: how far walks have come is kept in 65 536
 * places for the whole machine, and now and then a connection from elsewhere moves the one that is looked at.
 */
const GUESSED = Math.ceil(0.99 * (SOCKETS - 1))

export default claim({
  says: 'The ephemeral port that the operating system gives a client is random.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('D', 'when the client tries to connect, a random port is assigned by the operating system'),
    rfc(6056, '3.3.1'),
    rfc(6056, '3.3.4'),
    man('ip', 7, 'ip_local_port_range'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  why:
    'A stranger is not to guess the port, or he could forge segments of a connection that he does not see. For TCP the kernel ' +
    'computes from the two addresses, the destination port and a secret where in the range to start, and from there it walks ' +
    'on a little with each connection, so that a port does not come again soon. Somebody who sees one connection, the server ' +
    'for one, knows the next port to the same destination with a chance of one in eight. connect() takes ports of the parity ' +
    'of the first one of the range and leaves the others to bind(); UDP takes any, anew each time.',
  method: [
    `In a given range ${SOCKETS} TCP sockets connect to one destination, and as many each to another; each is closed again.`,
    'As many TCP sockets bind port 0, and as many UDP sockets connect.',
    'Counted are the ports in each eighth of the range, those of each parity, and how often the next port is 2, 4, … 16 above the last.',
    'Each count must lie where chance leaves it but for a probability of 10⁻⁹ for each of the seven distributions.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; S = [socket.socket() for _ in range(8)]; [s.connect_ex(('127.0.0.1', 9)) for s in S]; print([s.getsockname()[1] for s in S])"`,
      see: 'even ports, each a few above the one before; run it again, and it goes on from there',
    },
    {
      run: `python3 -c "import socket; S = [socket.socket(type=socket.SOCK_DGRAM) for _ in range(8)]; [s.connect_ex(('127.0.0.1', 9)) for s in S]; print([s.getsockname()[1] for s in S])"`,
      see: 'UDP: no pattern at all',
    },
  ],
  mutants: [
    portOneTooHigh('getsockname'),
    portsCountUp('connect', 'SOCK_STREAM'),
    portsCountUp('connect', 'SOCK_DGRAM'),
    portsCountUp('bind', 'SOCK_STREAM'),
    udpPrefersLowPorts,
    connectTakesThePortForAll,
  ],

  experiment: forAll(
    lan(['host'], { ipv6: true }),
    {
      inputs: fc.record({
        family: fc.constantFrom(...FAMILIES),
        first: fc.integer({ min: 1024, max: 32_768 }),
        ports: fc.integer({ min: 300, max: 1764 }).map((sixteenths) => 2 * PARTS * sixteenths),
      }),
      example: { family: 'IPv4', first: 32_768, ports: 28_224 },
      edges: [{ family: 'IPv6', first: 20_001, ports: 8192 }],
      runs: 3,
    },
    async ({ family, first, ports }, { host }, { say }) => {
      host.setSysctl('ipv4.ip_local_port_range', `${first} ${first + ports - 1}`)
      const tcp = SOCKET_KINDS[`TCP over ${family}`]
      const udp = SOCKET_KINDS[`UDP over ${family}`]
      const range = { first, ports }
      // Where a walk has come is kept for addresses and port alone: another run on this machine is not to walk on from there.
      const one = randomInt(1, 10_000)
      say('TCP, one destination')
      const same = summary(
        await portsOf(
          host,
          tcp,
          connectTo(host, tcp, () => one),
        ),
        range,
      )
      say('TCP, a destination each')
      const fresh = summary(
        await portsOf(
          host,
          tcp,
          connectTo(host, tcp, (count) => 1 + count),
        ),
        range,
      )
      say('TCP, bind() to port 0')
      const bound = summary(await portsOf(host, tcp, (socket) => socket.bind(tcp.any(0))), range)
      say('UDP, one destination')
      return {
        same,
        fresh,
        bound,
        udp: summary(
          await portsOf(
            host,
            udp,
            connectTo(host, udp, () => 1),
          ),
          range,
        ),
      }
    },
  ),

  judge: ({ same, fresh, bound, udp }, { first, ports }) => {
    const parity = first % 2
    /** Where an even spread over the ports that are drawn leaves the counts of one series. */
    const even = (series: Series, drawn: number): readonly Condition[] => [
      ...series.parts.map((count, index) =>
        between(
          count,
          evenRange(SOCKETS, PARTS, FALSE_ALARM),
          `ports in eighth ${index + 1} of the range, of ${SOCKETS}`,
        ),
      ),
      between(
        series.steps,
        binomialRange(SOCKETS - 1, STEPS.length / drawn, FALSE_ALARM),
        'ports that are 2, 4, … 16 above the one before',
      ),
    ]
    return [
      trueWhen(
        'nobody has seen a port to this destination yet',
        ...even(fresh, ports / 2),
        equal(fresh.parities[1 - parity] ?? 0, 0, 'ports of the other parity than the first of the range'),
      ),
      trueWhen(
        'bind() is to choose the port',
        ...even(bound, ports / 2),
        equal(bound.parities[parity] ?? 0, 0, 'ports of the parity of the first of the range'),
      ),
      trueWhen(
        'the protocol is UDP',
        ...even(udp, ports),
        between(udp.parities[0] ?? 0, binomialRange(SOCKETS, 1 / 2, FALSE_ALARM), 'even ports'),
      ),
      butNot(
        'the last port to the same destination is known',
        atLeast(same.steps, GUESSED, `ports that are 2, 4, … 16 above the one before, of ${SOCKETS - 1}`),
        equal(same.parities[1 - parity] ?? 0, 0, 'ports of the other parity than the first of the range'),
      ),
    ]
  },
})

/** What is told of the ports that one socket after the other got. */
type Series = ReturnType<typeof summary>

function summary(drawn: readonly number[], { first, ports }: { first: number; ports: number }) {
  const count = (accept: (port: number, index: number) => boolean) => drawn.filter(accept).length
  const step = (port: number, index: number) => (port - (drawn[index - 1] ?? port) + ports) % ports
  return {
    begin: drawn.slice(0, 6),
    parts: Array.from({ length: PARTS }, (_, part) =>
      count((port) => Math.floor(((port - first) * PARTS) / ports) === part),
    ),
    parities: [count((port) => port % 2 === 0), count((port) => port % 2 === 1)],
    steps: count((port, index) => STEPS.includes(step(port, index))),
  }
}

/** Has a socket connect to a port, told by how many have done so before, of an address that nobody has. */
function connectTo(host: Host, kind: SocketKind, port: (count: number) => number) {
  const nobody = unusedAddress(host)
  return (socket: Awaited<ReturnType<Host['open']>>, count: number) => socket.tryConnect(kind.at(nobody, port(count)))
}

/** The local ports of sockets of one kind that do one thing, one after the other. */
async function portsOf(
  host: Host,
  kind: SocketKind,
  act: (socket: Awaited<ReturnType<Host['open']>>, count: number) => unknown,
): Promise<number[]> {
  const ports: number[] = []
  while (ports.length < SOCKETS) {
    const socket = await host.open(kind, { nonblocking: true })
    await act(socket, ports.length)
    ports.push(await socket.localPort())
    await socket.close()
  }
  return ports
}
