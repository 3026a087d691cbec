import {
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  type Socket,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { shutdownAlwaysSucceeds, shutdownWorksOnce } from '../../harness/sockets/mutants/close/shutdown.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

const HOWS = ['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR'] as const

/** SHUT_RD, SHUT_WR and SHUT_RDWR are 0, 1 and 2 (`linux/net.h`). */
const NO_HOWS = [-1, 3]

export default claim({
  says:
    'shutdown() fails with ENOTCONN on a socket that is connected to nothing, and with EINVAL for a direction that does ' +
    'not exist. SHUT_WR may be repeated while the connection lives, but not in TIME_WAIT: ENOTCONN.',
  level: 'must',
  reading: 'holds',
  sources: [posix('shutdown'), man('shutdown', 2, 'ERRORS'), rfc(9293, '3.3.2')],
  behaviours: [59, 60, 72],
  why:
    'shutdown() ends directions of a connection, so it needs one. Repeating it changes nothing and is no error as long as ' +
    'the connection is there. When both FINs are through, Linux takes the connection away from the socket and keeps a ' +
    'small record of it in TIME_WAIT: the program’s socket is then connected to nothing, like a new one. The ' +
    'direction is looked at before anything else.',
  method: [
    'shutdown() is called with each direction, and with numbers that are none, on a new socket of every kind; with these numbers also on a connection.',
    'Then a client repeats shutdown(SHUT_WR): at once, when its FIN is acknowledged, and when the server has closed too.',
    'The states in which it does so are read.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; socket.socket().shutdown(socket.SHUT_WR)"`,
      see: 'OSError: [Errno 107] Transport endpoint is not connected',
    },
    { run: `python3 -c "import socket; socket.socket().shutdown(3)"`, see: 'OSError: [Errno 22] Invalid argument' },
  ],
  mutants: [
    shutdownAlwaysSucceeds,
    shutdownWorksOnce,
    reportsInstead('shutdown', 'ENOTCONN', 'EINVAL'),
    reportsInstead('shutdown', 'EINVAL', 'ENOTCONN'),
    noTimeWait,
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => {
    tools.say('sockets that are connected to nothing')
    const unconnected = await overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const socket = await hosts.client.open(kind)
      return { hows: await errors(socket, HOWS), none: await errors(socket, NO_HOWS) }
    })
    tools.say('connections')
    const connections = await overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const { client, server } = await pair(hosts, port, { kind })
      const none = await errors(client, NO_HOWS)
      const before = stateOf(hosts.client, port)
      const first = await errors(client, ['SHUT_WR', 'SHUT_WR'])
      const waiting = await tools.eventually(
        () => stateOf(hosts.client, port),
        (state) => state === 'FIN_WAIT2',
      )
      const again = await errors(client, ['SHUT_WR'])
      await server.close()
      const over = await tools.eventually(
        () => stateOf(hosts.client, port),
        (state) => state !== 'FIN_WAIT2',
      )
      return { none, before, first, waiting, again, over, late: await errors(client, HOWS) }
    })
    return { unconnected, connections }
  }),

  judge: ({ unconnected, connections }) => [
    ...ofEachKind(unconnected, ({ hows, none }) => [
      equal(hows, ['ENOTCONN', 'ENOTCONN', 'ENOTCONN'], 'shutdown() of each direction, connected to nothing'),
      equal(none, ['EINVAL', 'EINVAL'], 'shutdown() of directions that do not exist'),
    ]),
    ...ofEachKind(connections, (one) => [
      equal(one.none, ['EINVAL', 'EINVAL'], 'shutdown() of directions that do not exist, on a connection'),
      equal(one.before, 'ESTABLISHED', 'state of the connection after that'),
      equal(one.first, [null, null], 'shutdown(SHUT_WR) twice'),
      equal(one.waiting, 'FIN_WAIT2', 'state when the server has acknowledged'),
      equal(one.again, [null], 'shutdown(SHUT_WR) in this state'),
      equal(one.over, 'TIME_WAIT', 'state when the server has closed too'),
      equal(one.late, ['ENOTCONN', 'ENOTCONN', 'ENOTCONN'], 'shutdown() of each direction in this state'),
    ]),
  ],
})

/** What shutdown() of these directions reports, one after the other. */
async function errors(socket: Socket, hows: readonly Parameters<Socket['tryShutdown']>[0][]) {
  const errnos: (string | null)[] = []
  for (const how of hows) errnos.push((await socket.tryShutdown(how)).errno)
  return errnos
}

/** The state of the connection to this port, also when the kernel has taken it away from its socket. */
function stateOf(host: Host, port: number): string {
  return host.tcpTable(port)[0]?.state ?? 'nothing'
}
