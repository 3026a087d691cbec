import type { Host, SocketKind, SocketOptions, Tools } from '../../harness/index.ts'
import {
  claim,
  distinct,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  SOCKET_KINDS,
  type Socket,
  scenario,
  serverAt,
  sysctl,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindGivesAPortTwice, bindIgnoresTheRange } from '../../harness/sockets/mutants/bind/ephemeral.ts'
import { everySocketHasTheFirstPort } from '../../harness/sockets/mutants/names.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { firstLifeIsEnough, reuseaddrByItself } from '../../harness/sockets/mutants/reuse/reuse.ts'

/** Of an even number, see bind/ephemeral. */
const RANGE = { first: 20_000, last: 20_003, size: 4 }

export default claim({
  says:
    'Over TCP, bind() to port 0 never gives a port that a socket has, not even with SO_REUSEADDR on all of them; over UDP with ' +
    'SO_REUSEADDR it does. Whoever names an ephemeral port that is in use gets EADDRINUSE, unless both set SO_REUSEADDR.',
  level: 'platform',
  reading: 'holds',
  sources: [
    man('socket', 7, 'SO_REUSEADDR'),
    man('ip', 7, 'ip_local_port_range'),
    man('bind', 2, 'ERRORS'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  behaviours: [88, 89],
  why:
    'SO_REUSEADDR says: I mean this port, and I know that somebody may have it. Who binds port 0 means no port in ' +
    'particular, so TCP takes only one that nobody has. UDP asks the same question for a port it draws as for one that is ' +
    'named, and sockets with SO_REUSEADDR may share. An ephemeral port is in use like any other, whether bind() or ' +
    'connect() chose it.',
  method: [
    'The ephemeral range has four ports. Five sockets of each kind bind port 0: with no option, with SO_REUSEADDR, over TCP with SO_REUSEPORT.',
    'A socket binds port 0, or connects unbound, and another one binds the port that it got.',
    'Each of the two has SO_REUSEADDR or not.',
  ],
  byHand: [
    {
      run: `unshare -n sh -c 'ip link set lo up; sysctl -qw net.ipv4.ip_local_port_range="20000 20003"; exec sh'`,
      see: 'a shell, for the next command',
    },
    {
      run: `python3 -c "import socket as s; S = [s.socket() for _ in range(5)]; [(x.setsockopt(1, s.SO_REUSEADDR, 1), x.bind(('127.0.0.1', 0)), print(x.getsockname())) for x in S]"`,
      see: 'four ports, then OSError: [Errno 98] Address already in use; with s.socket(s.AF_INET, s.SOCK_DGRAM) five',
    },
  ],
  mutants: [
    bindIgnoresTheRange,
    bindGivesAPortTwice,
    everySocketHasTheFirstPort,
    reuseaddrByItself,
    firstLifeIsEnough,
    optionIgnored('SO_REUSEADDR'),
    optionIgnored('SO_REUSEPORT'),
  ],

  experiment: scenario(
    loopback(['host'], {
      sysctls: { 'ipv4.ip_local_port_range': `${RANGE.first} ${RANGE.last}` },
      needs: ['network namespaces', 'IPv6'],
    }),
    async ({ host }, tools) =>
      overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => ({
        chosen: {
          plain: await choose(kind, host, {}),
          reuseaddr: await choose(kind, host, { SO_REUSEADDR: true }),
          reuseport: await choose(kind, host, { SO_REUSEPORT: true }),
        },
        bound: await bindTheSame(kind, host, async (first) => first.bind(kind.loopback(0))),
        connected: await bindTheSame(kind, host, await connecting(kind, host, tools)),
      })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ chosen, bound, connected }, name) => {
      const never = (what: string, { ports, errors }: Chosen) => [
        equal(
          errors,
          ['EADDRINUSE'],
          `${what}: errors of five sockets that bind port 0, with four ports to choose from`,
        ),
        distinct(ports, `${what}: ports that they got`),
      ]
      const twice = (what: string, { ports, errors }: Chosen) => [
        equal(errors, [], `${what}: errors of five sockets that bind port 0, with four ports to choose from`),
        equal(ports.filter(isOutside), [], `${what}: ports that they got from outside these four`),
      ]
      const shares = SOCKET_KINDS[name].transport === 'UDP' ? twice : never
      return [
        never('no option', chosen.plain),
        shares('SO_REUSEADDR on all', chosen.reuseaddr),
        shares('SO_REUSEPORT on all', chosen.reuseport),
        equal(bound, EXPLICIT, 'errors of bind() to a port that bind() chose, by who has SO_REUSEADDR'),
        equal(connected, EXPLICIT, 'errors of bind() to a port that connect() chose, by who has SO_REUSEADDR'),
      ]
    }),
})

const isOutside = (port: number) => port < RANGE.first || port > RANGE.last

const EXPLICIT = { neither: 'EADDRINUSE', first: 'EADDRINUSE', second: 'EADDRINUSE', both: null }

type Chosen = { readonly ports: number[]; readonly errors: string[] }

/** One socket more than there are ports binds port 0; tells what they got. */
async function choose(kind: SocketKind, host: Host, set: SocketOptions): Promise<Chosen> {
  const sockets: Socket[] = []
  const ports: number[] = []
  const errors: string[] = []
  for (let count = 0; count <= RANGE.size; count += 1) {
    const socket = await host.open(kind, { set })
    const { errno } = await socket.tryBind(kind.loopback(0))
    if (errno === null) ports.push(await socket.localPort())
    else errors.push(errno)
    sockets.push(socket)
  }
  for (const socket of sockets) await socket.close()
  return { ports, errors }
}

/** What a socket’s bind() to the port of another one reports, for each choice of who has SO_REUSEADDR. */
async function bindTheSame(kind: SocketKind, host: Host, takePort: (first: Socket) => Promise<unknown>) {
  const attempt = async (onFirst: boolean, onSecond: boolean) => {
    // Closed with a reset, a connection leaves its port free at once.
    const first = await host.open(kind, { set: { SO_REUSEADDR: onFirst, SO_LINGER: { onoff: true, linger: 0 } } })
    await takePort(first)
    const second = await host.open(kind, { set: { SO_REUSEADDR: onSecond } })
    const { errno } = await second.tryBind(await first.localAddress())
    for (const socket of [first, second]) await socket.close()
    return errno
  }
  return {
    neither: await attempt(false, false),
    first: await attempt(true, false),
    second: await attempt(false, true),
    both: await attempt(true, true),
  }
}

/** A way for a socket to take a port: to connect to somebody. */
async function connecting(kind: SocketKind, host: Host, { port }: Tools) {
  const service = kind.loopback(port())
  await serverAt(host, kind, service)
  return (first: Socket) => first.connect(service)
}
