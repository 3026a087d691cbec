import {
  atLeast,
  claim,
  equal,
  fc,
  forAll,
  knockInTurn,
  loopback,
  man,
  material,
  posix,
  SOCKET_KINDS,
  sysctl,
  TCP_KINDS,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { fullQueueRefuses, queueSize } from '../../harness/sockets/mutants/listen/listen.ts'

/** The largest backlog that the lab’s hosts allow. */
const SOMAXCONN = 4

/** Connections that the accept queue takes: Linux calls it full when it holds more than the backlog, not as many. */
const roomFor = (backlog: number): number => (backlog < 0 ? SOMAXCONN : Math.min(backlog, SOMAXCONN)) + 1

export default claim({
  says: 'With backlog n, a listener that never accepts takes n + 1 clients; further ones stay in SYN_SENT. More than somaxconn is cut down to it, and a negative n means somaxconn.',
  level: 'platform',
  reading: 'holds',
  behaviours: [19],
  sources: [
    material('A', 'the operating system keeps a backlog queue of connections, which can fill up'),
    posix('listen'),
    man('listen', 2, 'NOTES'),
    sysctl('net.core.somaxconn'),
  ],
  why:
    'The backlog is the limit of the accept queue. Linux compares before it adds: a client is turned away when the queue ' +
    'holds more than n already, so n + 1 fit. The number is treated as unsigned and cut down to net.core.somaxconn, which is ' +
    'why −1, a very large number then, means somaxconn (Python makes it 0 before it calls, see ' +
    'python/wraps-the-system-calls). A SYN that finds the queue full is dropped without an answer.',
  method: [
    'A server calls listen(n) and never accepts; net.core.somaxconn is 4 in this lab.',
    'Clients knock one after the other: as many as should fit, and some more.',
    'The states of their sockets, the length of the accept queue and the drops that the kernel counts are read.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=1); input()"',
      see: 'it waits, without ever calling accept()',
    },
    { run: 'for i in 1 2 3; do nc -d 127.0.0.1 3490 & done; ss -tan "dport = 3490"', see: 'two ESTAB, one SYN-SENT' },
    { run: 'ss -tln "sport = 3490"; nstat -az TcpExtListenDrops', see: 'Recv-Q 2, Send-Q 1; a drop for each SYN' },
  ],
  mutants: [
    queueSize('queue-holds-one-less', 'the queue holds n clients', (backlog) => backlog - 1),
    queueSize('backlog-is-a-wish', 'the queue holds somaxconn clients, whatever n', () => 4096),
    queueSize('negative-backlog-is-zero', 'a negative n means 0', (backlog) => Math.max(0, backlog)),
    sysctlSetTo('core.somaxconn', '4096', 'n is not cut down'),
    fullQueueRefuses,
  ],

  experiment: forAll(
    loopback(['client', 'server'], {
      sysctls: { 'core.somaxconn': String(SOMAXCONN) },
      needs: ['network namespaces', 'IPv6'],
    }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        backlog: fc.integer({ min: -2, max: 7 }),
        more: fc.integer({ min: 1, max: 3 }),
      }),
      example: { kind: 'TCP over IPv4', backlog: 1, more: 1 },
      edges: [
        { kind: 'TCP over IPv6', backlog: SOMAXCONN + 1, more: 1 },
        { kind: 'TCP over IPv4-mapped IPv6', backlog: -1, more: 1 },
      ],
      runs: 40,
    },
    async ({ kind: name, backlog, more }, { client, server }, tools) => {
      const counted = server.counting('TcpExt.ListenOverflows')
      const kind = SOCKET_KINDS[name]
      const port = tools.port()
      const address = kind.at(server, port)
      const listener = await server.listener(port, { kind, backlog })
      const clients = roomFor(backlog) + more
      const sockets = await knockInTurn({ client, server, address, listener, clients }, tools)
      const queue = await server.queueLength(listener)
      const overflows = counted()
      server.note(`accept queue ${queue}, SYNs dropped ${overflows}`)
      return { states: await Promise.all(sockets.map((socket) => client.tcpState(socket))), queue, overflows }
    },
  ),

  judge: ({ states, queue, overflows }, { backlog, more }) => [
    equal(
      states.slice(0, -more),
      Array(roomFor(backlog)).fill('ESTABLISHED'),
      'states of the first clients, as many as should fit',
    ),
    equal(states.slice(-more), Array(more).fill('SYN_SENT'), 'states of the clients beyond'),
    equal(queue, roomFor(backlog), 'connections in the accept queue'),
    atLeast(overflows, more, 'SYNs dropped because the queue was full'),
  ],
})
