import {
  addressText,
  claim,
  equal,
  type Host,
  knockInTurn,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { queueSize } from '../../harness/sockets/mutants/listen/listen.ts'
import { backlogNeverShrinks, listensOnce, relistenBeginsAnew } from '../../harness/sockets/mutants/listen/relisten.ts'

/** The largest backlog that the lab’s hosts allow. */
const SOMAXCONN = 4

export default claim({
  says: 'listen() on a socket that listens already changes its backlog at once, and loses no client of the queue: a larger number makes room, a smaller one turns new clients away, −1 means somaxconn.',
  level: 'platform',
  reading: 'holds',
  behaviours: [18],
  sources: [posix('listen'), man('listen', 2, 'NOTES'), sysctl('net.core.somaxconn')],
  why:
    'The backlog is a number that the kernel keeps beside the accept queue and looks at whenever a client comes; on a ' +
    'socket that is in LISTEN already, listen() stores the new number and does nothing else. The queue itself is a list ' +
    'and has no size, so what is in it stays, even if it is more than the new limit. Read as unsigned, −1 is a huge ' +
    'number, which is cut down to net.core.somaxconn like any other.',
  method: [
    'net.core.somaxconn is 4 in this lab. listen() is called with 0, 2, 0 and −1, one after the other, on one socket.',
    'After each, clients knock until one finds no room; that one gives up.',
    'How many got in, how many stand in the queue, and the backlog that the kernel keeps are read; at the end all are accepted.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=0); input(); s.listen(7); input()"',
      see: 'it waits, without ever calling accept(); Enter moves it on',
    },
    { run: 'ss -tln "sport = 3490"', see: 'Send-Q 0; after Enter 7' },
    {
      run: 'for i in 1 2 3; do nc -d 127.0.0.1 3490 & done; ss -tan "dport = 3490"',
      see: 'before Enter one ESTAB, two SYN-SENT; soon after it three ESTAB',
    },
  ],
  mutants: [
    listensOnce,
    relistenBeginsAnew,
    backlogNeverShrinks,
    queueSize('negative-backlog-is-zero', 'a negative n means 0', (backlog) => Math.max(0, backlog)),
  ],

  experiment: scenario(
    loopback(['client', 'server'], {
      sysctls: { 'core.somaxconn': String(SOMAXCONN) },
      needs: ['network namespaces', 'IPv6'],
    }),
    (hosts, tools) => overKinds(TCP_KINDS, tools, (kind) => listenAgain(kind, hosts, tools)),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ steps, queued, accepted }) => [
      ...steps.map((step, index) =>
        equal(
          step,
          EXPECTED[index] ?? null,
          `listen(), its backlog, the clients that then knock, and the queue, step ${index + 1}`,
        ),
      ),
      equal(accepted, queued, 'who is accepted at the end: all who had got in'),
    ]),
})

const IN = 'ESTABLISHED'
const OUT = 'SYN_SENT'

/** What is given to listen(), and what is to be seen then. */
const EXPECTED = [
  { listen: 0, errno: null, backlog: 0, states: [IN, OUT], queue: 1 },
  { listen: 2, errno: null, backlog: 2, states: [IN, IN, OUT], queue: 3 },
  { listen: 0, errno: null, backlog: 0, states: [OUT], queue: 3 },
  { listen: -1, errno: null, backlog: SOMAXCONN, states: [IN, IN, OUT], queue: 5 },
]

async function listenAgain(kind: SocketKind, { client, server }: Sides, tools: Tools) {
  const address = kind.at(server, tools.port())
  const listener = await server.open(kind, { label: 'listener', nonblocking: true })
  await listener.bind(address)
  const steps = []
  const queued: string[] = []
  for (const { listen, states: clients } of EXPECTED) {
    tools.say(`listen(${listen})`)
    const { errno } = await listener.tryListen(listen)
    const sockets = await knockInTurn({ client, server, address, listener, clients: clients.length }, tools)
    const { unacked: queue, sacked: backlog } = await server.tcpInfo(listener)
    const states = await Promise.all(sockets.map((socket) => client.tcpState(socket)))
    steps.push({ listen, errno, backlog, states: [...states], queue })
    for (const [index, socket] of sockets.entries()) {
      if (states[index] === IN) queued.push(addressText(await socket.localAddress()))
      // It would knock again when there is room.
      else await socket.close()
    }
  }
  tools.say('all are accepted')
  const accepted: string[] = []
  for (let next = await listener.tryAccept(); next.value !== null; next = await listener.tryAccept()) {
    const peer = await next.value.tryPeerAddress()
    accepted.push(peer.value === null ? peer.errno : addressText(peer.value))
  }
  return { steps, queued, accepted }
}

type Sides = { readonly client: Host; readonly server: Host }
