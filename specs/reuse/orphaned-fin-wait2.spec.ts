import {
  claim,
  endings,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  overKindsAtOnce,
  pair,
  rfc,
  type Sides,
  type Socket,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { closeAlwaysResets } from '../../harness/sockets/mutants/close/close.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says:
    'A closed socket whose peer does not close stays behind in FIN_WAIT2 without an owner, and bind() to its port fails ' +
    'with EADDRINUSE until TCP_LINGER2 expires; then the port is free, and the peer’s next data is answered by RST.',
  level: 'platform',
  reading: 'holds',
  sources: [
    rfc(9293, '3.6'),
    rfc(1122, '4.2.2.13'),
    man('tcp', 7, 'TCP_LINGER2'),
    man('tcp', 7, 'tcp_fin_timeout'),
    sysctl('net.ipv4.tcp_fin_timeout'),
  ],
  behaviours: [94],
  why:
    'After close() and the acknowledgment of its FIN the kernel waits for the peer’s FIN. By the standard it may wait for ' +
    'ever; but no program owns the connection any more, so Linux waits for TCP_LINGER2 seconds only, 60 if not set. ' +
    'So long the connection keeps its local address and port. Afterwards the kernel knows of no such connection and ' +
    'treats the peer’s data accordingly; the peer has never been told.',
  method: [
    'A server with a TCP_LINGER2 of 1 s closes its listener and its connection; the client reads end-of-file and does not close.',
    'A new socket tries to bind the port: at once, and again and again until it can.',
    'Beside it the same goes on with a TCP_LINGER2 of 30 s: what the kernel’s table has of it is read at first, and in the moment when the other port is free.',
    'Then the client of the first connection sends.',
  ],
  waitsFor: 'A connection without an owner goes after TCP_LINGER2, at the least 1 s.',
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.socket(); l.setsockopt(6, socket.TCP_LINGER2, 10); l.bind(('127.0.0.1', 3490)); l.listen(); l.accept()[0].close()"`,
      see: 'ends as soon as the next command has connected',
    },
    { run: 'python3 -ic "import socket; s = socket.create_connection((\'127.0.0.1\', 3490))"', see: 'leave it open' },
    {
      run: 'ss -tano "sport = 3490"; nc -l 127.0.0.1 3490',
      see: 'FIN-WAIT-2 with timer:(timewait,…), nc: Address already in use; after ten seconds nothing, and nc listens',
    },
  ],
  mutants: [
    optionIgnored('TCP_LINGER2'),
    closeAlwaysResets,
    succeedsInstead('bind', 'EADDRINUSE', 0),
    reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL'),
    succeedsInstead('send', 'EPIPE', 5),
    flagSeenAs('RST', 'FIN'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => {
    // All of them wait at the same time.
    const orphans = new Map<SocketKind, { short: Orphan; long: Orphan }>()
    const atOnce = await overKinds(TCP_KINDS, tools, async (kind) => {
      const both = { short: await orphan(hosts, tools, kind, 1), long: await orphan(hosts, tools, kind, 30) }
      orphans.set(kind, both)
      return { short: both.short.bindAtOnce, long: await look(hosts.server, both.long) }
    })
    tools.say('when TCP_LINGER2 has expired')
    const later = await overKindsAtOnce(TCP_KINDS, tools, async (kind) => {
      const { short, long } = orphans.get(kind) as { short: Orphan; long: Orphan }
      const freed = await tools.eventually(
        () => look(hosts.server, short),
        ({ bind }) => bind === null,
      )
      const still = await look(hosts.server, long)
      await short.client.trySend('hello')
      await tools.eventually(
        () => hosts.client.tcpState(short.client),
        (state) => state === 'CLOSE',
      )
      const { errno } = await short.client.trySend('hello')
      return { freed, still, send: errno, endings: endings(hosts.server.wire.tcp(short.port)) }
    })
    return { atOnce, later }
  }),

  judge: ({ atOnce, later }) => {
    const taken = { table: ['FIN_WAIT2'], bind: 'EADDRINUSE' }
    return [
      ...ofEachKind(atOnce, ({ short, long }) => [
        equal(short, 'EADDRINUSE', 'TCP_LINGER2 of 1 s: the error of bind(), at once'),
        equal(long, taken, 'TCP_LINGER2 of 30 s: the server’s table and the error of bind()'),
      ]),
      ...ofEachKind(later, ({ freed, still, send, endings: sent }) => [
        equal(
          freed,
          { table: [], bind: null },
          'TCP_LINGER2 of 1 s: the server’s table and the error of bind(), in the end',
        ),
        equal(still, taken, 'TCP_LINGER2 of 30 s: the same at that moment'),
        equal(sent, ['FIN, ACK', 'RST'], 'segments with FIN or RST from the port, when the client has sent again'),
        equal(send, 'EPIPE', 'error of the client’s next send()'),
      ]),
    ]
  },
})

/** What a server that has gone left behind, and what is to take its port. */
interface Orphan {
  readonly port: number
  readonly client: Socket
  /** What bind() to its port reported as soon as it had gone. */
  readonly bindAtOnce: string | null
  /** What bind() to its port reports; once it has succeeded, null. */
  readonly bind: () => Promise<string | null>
}

/** A server closes its connection and its listener; the client reads to the end and stays. */
async function orphan(hosts: Sides, tools: Tools, kind: SocketKind, seconds: number): Promise<Orphan> {
  const port = tools.port()
  const { listener, client, server } = await pair(hosts, port, { kind, set: { TCP_LINGER2: seconds } })
  const next = await hosts.server.open(kind, { label: `next, after ${seconds} s` })
  let bound: string | null = 'not yet'
  const bind = async () => {
    if (bound !== null) bound = (await next.tryBind(kind.at(hosts.server, port))).errno
    return bound
  }
  await listener.close()
  await server.close()
  // Nothing comes between: a second may be short on a busy machine.
  const bindAtOnce = await bind()
  await tools.answered(client.tryRecv(1))
  await tools.eventually(
    () => states(hosts.server, port),
    (seen) => seen.every((state) => state !== 'FIN_WAIT1'),
  )
  return { port, client, bindAtOnce, bind }
}

async function look(server: Host, { port, bind }: Orphan) {
  const bound = await bind()
  return { table: states(server, port), bind: bound }
}

function states(host: Host, port: number): string[] {
  return host.tcpTable(port).map(({ state }) => state)
}
