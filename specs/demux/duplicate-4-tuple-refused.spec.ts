import {
  claim,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type Socket,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { noTimeWait, sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { connectTakesThePortForAll } from '../../harness/sockets/mutants/bind/local-port.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'The kernel does not create a 4-tuple twice: while the connection lives, a second connect() with the same source and destination fails with EADDRNOTAVAIL; to another destination it succeeds. One in TIME_WAIT may be created again, if both sides use timestamps.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'every connection is known by its 4-tuple, which is unique'),
    posix('connect'),
    man('connect', 2, 'ERRORS'),
    rfc(9293, '3.4.1'),
    rfc(6191, '2'),
    sysctl('net.ipv4.tcp_timestamps'),
  ],
  behaviours: [80],
  why:
    'Two sockets may have the same local address and port if both set SO_REUSEADDR, and as long as their destinations differ ' +
    'every segment still finds its socket. With the same destination it would not, so connect() fails; the standard calls ' +
    'that EADDRINUSE. TIME_WAIT keeps late segments of an old connection out of a new one with the same 4-tuple. Timestamps ' +
    'tell old segments from new ones, so with them the kernel need not wait.',
  method: [
    'Two sockets of a client bind one address and port. Both connect to the server, then the second one to another port of it.',
    'The client closes its first connection, then the server does; a third socket with the same name connects to the server.',
    'It ends as well, the server closing first, and a fourth socket connects. Then all that once more without timestamps.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); C = [socket.socket() for _ in range(2)]; [(c.setsockopt(1, 2, 1), c.bind(('127.0.0.1', 4000)), print(c.connect_ex(('127.0.0.1', 3490)))) for c in C]"`,
      see: '0, then 99, which is EADDRNOTAVAIL; 1, 2 is SO_REUSEADDR. It can be run again at once',
    },
  ],
  mutants: [
    reportsInstead('connect', 'EADDRNOTAVAIL', 'EADDRINUSE'),
    succeedsInstead('connect', 'EADDRNOTAVAIL', 0),
    connectTakesThePortForAll,
    sysctlSetTo('ipv4.tcp_timestamps', '0', 'connections have no timestamps'),
    noTimeWait,
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const withTimestamps = await createAgain(hosts, kind, tools)
      tools.say('Without timestamps')
      const before = hosts.client.sysctl('ipv4.tcp_timestamps')
      hosts.client.setSysctl('ipv4.tcp_timestamps', '0')
      const without = await createAgain(hosts, kind, tools)
      hosts.client.setSysctl('ipv4.tcp_timestamps', before)
      return { withTimestamps, without }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ withTimestamps, without }) => [
      equal(withTimestamps.live, { first: null, again: 'EADDRNOTAVAIL', elsewhere: null }, 'errors while it lives'),
      equal(withTimestamps.timeWait, 1, 'connections of the client that are left in TIME_WAIT'),
      equal(withTimestamps.afterOwn, null, 'error where the client closed first and is in TIME_WAIT'),
      equal(withTimestamps.afterServers, null, 'error where the server closed first and is in TIME_WAIT'),
      equal(without.live, { first: null, again: 'EADDRNOTAVAIL', elsewhere: null }, 'errors without timestamps'),
      equal(without.timeWait, 1, 'connections of the client that are left in TIME_WAIT without timestamps'),
      equal(without.afterOwn, 'EADDRNOTAVAIL', 'error where the client is in TIME_WAIT without timestamps'),
    ]),
})

interface Sides {
  readonly client: Host
  readonly server: Host
}

/** What stands for the error of a connect() that there was no occasion for. */
const NOT_TRIED = 'not tried'

/** Creates one 4-tuple over and over: while it lives, and after it has ended. */
async function createAgain({ client, server }: Sides, kind: SocketKind, { port, until, eventually, answered }: Tools) {
  const [service, other] = [kind.at(server, port()), kind.at(server, port())]
  const listener = await server.listener(service.port, { kind, nonblocking: true })
  await server.listener(other.port, { kind, label: 'other' })
  const name = kind.at(client, port())
  const open = async (label: string) => {
    const socket = await client.open(kind, { label, set: { SO_REUSEADDR: true } })
    await socket.bind(name)
    return socket
  }
  const end = async (first: Socket, second: Socket) => {
    await first.close()
    await answered(second.tryRecv(1))
    await second.close()
  }

  const first = await open('first')
  const connected = await first.tryConnect(service)
  const second = await open('second')
  const again = await second.tryConnect(service)
  const elsewhere = await second.tryConnect(other)
  const live = { first: connected.errno, again: again.errno, elsewhere: elsewhere.errno }
  if (connected.errno !== null) return { live, timeWait: null, afterOwn: NOT_TRIED, afterServers: NOT_TRIED }

  await until('the first connection in the accept queue', () => server.isWaiting(listener), Boolean)
  await end(first, await listener.accept([], 'accepted'))
  const rows = () => client.tcpTable(service.port).filter(({ localPort }) => localPort === name.port)
  await until('the end of the first connection', rows, (all) => all.every(({ state }) => state === 'TIME_WAIT'))
  const timeWait = rows().length
  const third = await open('third')
  const { errno: afterOwn } = await third.tryConnect(service)
  if (afterOwn === null) await eventually(() => server.isWaiting(listener), Boolean)
  const { value: accepted } = await listener.tryAccept([], 'accepted again')
  if (accepted === null) return { live, timeWait, afterOwn, afterServers: NOT_TRIED }

  await end(accepted, third)
  await until('the end of the third', rows, ({ length }) => length === 0)
  const { errno: afterServers } = await (await open('fourth')).tryConnect(service)
  return { live, timeWait, afterOwn, afterServers }
}
