import {
  addressText,
  claim,
  equal,
  type Host,
  inet,
  loopback,
  man,
  ofEachKind,
  overKinds,
  rfc,
  type Socket,
  sysctl,
  TCP_KINDS,
  type Tools,
  textOf,
  witness,
} from '../../harness/index.ts'
import { connectTakesThePortForAll } from '../../harness/sockets/mutants/bind/local-port.ts'
import { connectToItselfIsRefused } from '../../harness/sockets/mutants/connect/self-connect.ts'
import { recvSwapsBytes } from '../../harness/sockets/mutants/stream/stream.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

/** The narrowed range: 16 ports, of which connect() draws the even ones first, as the first one is even. */
const RANGE = '20000 20015'
const DRAWN = 20_010
const NOT_DRAWN = 20_011

/** Of eight even ports one is the destination: that 200 attempts all draw another one has a chance of (7/8)²⁰⁰ < 10⁻¹¹. */
const ATTEMPTS = 200

export default claim({
  says: 'With nobody listening, connect() to a port of the ephemeral range on the own host can succeed: the socket is connected to itself.',
  level: 'may',
  reading: 'holds',
  sources: [rfc(9293, '3.5'), man('ip', 7, 'ip_local_port_range'), sysctl('net.ipv4.ip_local_port_range')],
  behaviours: [43],
  why:
    'The kernel may choose as source port the very port that is the destination. Then the SYN comes back to the socket that ' +
    'sent it, which takes it for that of a peer that opens at the same moment: TCP allows a simultaneous open, and both ' +
    'ends are one. So a program that tries again and again to reach a server of its own host that is not up yet will one day ' +
    'find itself, and will hold the port that the server needs. Linux draws ports of the parity of the first one of the ' +
    'range, so with the usual range only even ports are in danger.',
  method: [
    'The ephemeral range is narrowed to sixteen ports. Sockets connect to an even one of them on 127.0.0.1, where nobody listens, until one succeeds.',
    'What it is connected to, what it receives when it sends, and its segments are observed.',
    'Fifty sockets connect to an odd port of the range.',
    'Then sockets of each kind bind a port and connect to their own name.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; a = ('127.0.0.1', 50000)\nwhile True:\n s = socket.socket()\n if s.connect_ex(a) == 0: break\nprint(s.getsockname(), s.getpeername())"`,
      see: 'after some seconds (127.0.0.1, 50000) twice',
    },
    {
      run: `python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 3490)); s.connect(('127.0.0.1', 3490)); s.send(b'hello'); print(s.recv(5))"`,
      see: "b'hello'",
    },
  ],
  mutants: [connectToItselfIsRefused, connectTakesThePortForAll, recvSwapsBytes, flagSeenAs('SYN', 'FIN')],

  experiment: witness(
    loopback(['host'], { needs: ['network namespaces', 'packet capture', 'IPv6'] }),
    { attempts: ATTEMPTS },
    async ({ host }, tools) => {
      host.setSysctl('ipv4.ip_local_port_range', RANGE)
      const socket = await host.tcp({ label: 'client' })
      const before = host.wire.tcp(DRAWN).length
      const { errno } = await socket.tryConnect(inet('127.0.0.1', DRAWN))
      if (errno !== null) return { errno, self: null, others: null, named: null }

      const flags = host.wire
        .tcp(DRAWN)
        .slice(before)
        .map((segment) => segment.flags)
      const sockets = host.tcpTable(DRAWN).map(({ state }) => state)
      const self = { ...(await selfTalk(socket, tools)), flags, sockets }
      const others = await knockAtOddPort(host)
      const named = await overKinds(TCP_KINDS, tools, async (kind) => {
        const name = kind.loopback(tools.port())
        const own = await host.open(kind, { label: 'named' })
        await own.bind(name)
        const result = await own.tryConnect(name)
        return { errno: result.errno, ...(result.errno === null ? await selfTalk(own, tools) : null) }
      })
      return { errno, self, others, named }
    },
  ),

  judge: ({ errno, self, others, named }) => [
    equal(errno, null, 'error of connect() to an even port at which nobody listens'),
    equal(self?.peer ?? null, `127.0.0.1:${DRAWN}`, 'what it is connected to'),
    equal(self?.local ?? null, self?.peer ?? 'nothing', 'its own name'),
    equal(self?.received ?? null, 'hello', 'what it receives when it has sent «hello»'),
    equal(self?.flags ?? null, ['SYN', 'SYN, ACK', 'ACK'], 'its segments'),
    equal(self?.sockets ?? null, ['ESTABLISHED'], 'states of all sockets with this port'),
    equal(
      others,
      { errors: ['ECONNREFUSED'], parities: [0] },
      'fifty connect() to an odd port: errors, parity of their own',
    ),
    ...(named === null
      ? []
      : ofEachKind(named, (seen) => [
          equal(seen.errno, null, 'error of connect() to the name that the socket has bound'),
          equal(seen.received ?? null, 'hello', 'what it receives when it has sent «hello»'),
          equal(seen.local ?? null, seen.peer ?? 'nothing', 'its own name, beside what it is connected to'),
        ])),
  ],
})

/** A socket that is connected to itself sends, and receives what it sent. */
async function selfTalk(socket: Socket, { answered }: Tools) {
  const [local, peer] = [addressText(await socket.localAddress()), addressText(await socket.peerAddress())]
  await socket.send('hello')
  return { local, peer, received: textOf(await answered(socket.tryRecv(5))) }
}

/** Fifty sockets connect to a port that is not of the drawn parity; which errors and which parities of source ports there were. */
async function knockAtOddPort(host: Host) {
  const errors = new Set<string | null>()
  for (let count = 1; count <= 50; count += 1) {
    const socket = await host.tcp({ label: 'odd' })
    errors.add((await socket.tryConnect(inet('127.0.0.1', NOT_DRAWN))).errno)
    await socket.close()
  }
  const syns = host.wire
    .tcp(NOT_DRAWN)
    .filter(({ flags, destinationPort }) => flags === 'SYN' && destinationPort === NOT_DRAWN)
  return { errors: [...errors], parities: [...new Set(syns.map(({ sourcePort }) => (sourcePort ?? 0) % 2))] }
}
