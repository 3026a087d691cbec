import type { Host, Socket, SocketKind, SocketOptions, Tools } from '../../harness/index.ts'
import {
  atLeast,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKindsAtOnce,
  rfc,
  SEEMS_EARLY,
  scenario,
  sysctl,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { linkLosesNothing } from '../../harness/lab/mutants/link.ts'
import {
  keepaliveForAll,
  userTimeoutCutShort,
  userTimeoutForAll,
} from '../../harness/sockets/mutants/close/keepalive.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { pollAlwaysTells } from '../../harness/sockets/mutants/readiness/poll.ts'

/** Milliseconds. */
const USER_TIMEOUT = 500

export default claim({
  says: 'A peer that vanishes says nothing: only who sends, or has keepalive send, ever notices. The error is ETIMEDOUT, after a time that TCP_USER_TIMEOUT bounds, which alone does nothing on an idle connection; if the next hop itself is gone it is EHOSTUNREACH.',
  level: 'should',
  reading: 'holds',
  sources: [
    material('B', 'connections can be dropped and calls time out; programs must handle that'),
    rfc(9293, '3.8.3'),
    rfc(1122, '4.2.3.6'),
    rfc(1122, '4.2.3.9'),
    rfc(5482, '1'),
    man('tcp', 7, 'Socket options'),
    sysctl('net.ipv4.tcp_retries2'),
  ],
  why:
    'A connection is what two kernels remember, and nothing travels while nobody sends. If the other side loses power or ' +
    'its cable, no FIN and no reset come, and recv() waits for ever. Whoever sends gets no acknowledgment; the kernel ' +
    'sends again, waits longer each time, and gives up after tcp_retries2 attempts, some fifteen minutes, or after ' +
    'TCP_USER_TIMEOUT, which Linux counts from the first segment that its timer sent again. Keepalive sends empty ' +
    'segments on an idle connection and gives up likewise. If meanwhile the neighbour’s Ethernet address cannot be found, ' +
    'the kernel remembers that as the reason and reports EHOSTUNREACH.',
  method: [
    'Connections stand side by side; then the link loses every segment, while neighbours still find each other.',
    'One sends and has a TCP_USER_TIMEOUT of 500 ms, one sends without, one has keepalive after 1 s, every 1 s, once; two are idle, one of them with a TCP_USER_TIMEOUT.',
    'What recv() gives on each, and which connections still stand, is observed; then the idle one with the time-out sends.',
    'At last the link loses everything, the client’s host forgets its neighbour, and one more connection sends.',
    'The shortest retransmission time-out is 50 ms here in place of 200, and in the end a neighbour is asked for every 50 ms in place of 1 s.',
  ],
  waitsFor: 'Keepalive begins after TCP_KEEPIDLE and gives up after TCP_KEEPINTVL, each 1 s at the least.',
  byHand: [
    {
      run: 'iptables -A INPUT -p tcp --sport 3490 -j DROP; iptables -A OUTPUT -p tcp --dport 3490 -j DROP',
      see: 'on a machine of your own with «nc server 3490» running: the peer is gone, and nothing happens',
    },
    {
      run: 'ss -tno "dport = 3490"',
      see: 'ESTAB; and once something was typed, timer:(on,…) whose number of attempts grows',
    },
  ],
  mutants: [
    linkLosesNothing,
    optionIgnored('TCP_USER_TIMEOUT'),
    userTimeoutCutShort,
    userTimeoutForAll,
    optionIgnored('SO_KEEPALIVE'),
    keepaliveForAll,
    reportsInstead('recv', 'ETIMEDOUT', 'ECONNRESET'),
    reportsInstead('recv', 'EHOSTUNREACH', 'ETIMEDOUT'),
    pollAlwaysTells('POLLRDHUP'),
  ],

  experiment: scenario(
    lan(['client', 'server'], { carried: true, ipv6: true, shortestTimeout: 50 }),
    async (hosts, tools) => {
      const standing = await overKindsAtOnce(TCP_KINDS, tools, (kind) => stand(hosts, kind, tools))
      tools.link.drop()
      const vanished = await overKindsAtOnce(TCP_KINDS, tools, (_, kind) => vanish(hosts.client, standing[kind], tools))
      tools.link.drop(() => true)
      // Three requests for a neighbour in 150 ms, in place of 3 s. While neighbours are to be found they have all the time.
      for (const family of ['ipv4', 'ipv6']) hosts.client.setSysctl(`${family}.neigh.eth0.retrans_time_ms`, '50')
      hosts.client.forgetNeighbours()
      const gone = await overKindsAtOnce(TCP_KINDS, tools, (_, kind) => sendInVain(standing[kind].unreachable, tools))
      return { vanished, gone }
    },
  ),

  judge: ({ vanished, gone }) =>
    ofEachKind(vanished, ({ sending, patient, idle, late, keepalive }, kind) => [
      equal(sending.recv, 'ETIMEDOUT', 'recv() on the connection that sends and has a TCP_USER_TIMEOUT'),
      atLeast(sending.waited, USER_TIMEOUT - 1000 * SEEMS_EARLY, 'milliseconds until then'),
      equal(patient.state, 'ESTABLISHED', 'state by then of the one that sends without'),
      atLeast(patient.sentAgain, 1, 'how often it has sent the same again'),
      equal(late.before, STANDS, 'the idle one with a TCP_USER_TIMEOUT, by then: state, and what poll() tells'),
      equal(late.recv, 'ETIMEDOUT', 'recv() there, once it has sent too'),
      equal(keepalive.recv, 'ETIMEDOUT', 'recv() on the connection with keepalive'),
      atLeast(keepalive.probes, 1, 'segments that it sent, all without data'),
      equal(keepalive.bytes, 0, 'bytes in these'),
      equal(idle.now, STANDS, 'the idle one without, by then: state, and what poll() tells'),
      equal(idle.sent, 0, 'segments that it sent'),
      equal(gone[kind].recv, 'EHOSTUNREACH', 'recv() on the connection that sends when the next hop is gone'),
    ]),
})

const STANDS = { state: 'ESTABLISHED', events: [] }

type Hosts = { readonly client: Host; readonly server: Host }
type Connections = Awaited<ReturnType<typeof stand>>

/** Connections of one kind that stand. */
async function stand({ client, server }: Hosts, kind: SocketKind, { port }: Tools) {
  const at = port()
  const listener = await server.listener(at, { kind })
  const connect = async (label: string, set: SocketOptions = {}): Promise<Socket> => {
    const socket = await client.open(kind, { label, set })
    await socket.connect(kind.at(server, at))
    await listener.accept([], `peer of ${label}`)
    return socket
  }
  return {
    port: at,
    sending: await connect('sending', { TCP_USER_TIMEOUT: USER_TIMEOUT }),
    patient: await connect('patient'),
    idle: await connect('idle'),
    late: await connect('idle with a time-out', { TCP_USER_TIMEOUT: USER_TIMEOUT }),
    keepalive: await connect('keepalive', { TCP_KEEPIDLE: 1, TCP_KEEPINTVL: 1, TCP_KEEPCNT: 1, SO_KEEPALIVE: true }),
    unreachable: await connect('unreachable', { TCP_USER_TIMEOUT: USER_TIMEOUT }),
  }
}

/** What becomes of them when the peer has vanished. */
async function vanish(client: Host, { port, sending, patient, idle, late, keepalive }: Connections, tools: Tools) {
  const [silent, probing] = [await sentBy(client, idle, port), await sentBy(client, keepalive, port)]
  const standing = async (socket: Socket) => ({
    state: await client.tcpState(socket),
    events: [...(await socket.poll(['POLLIN', 'POLLRDHUP']))],
  })
  const keepaliveEnds = keepalive.tryRecv(1)
  await patient.send('x')
  const timedOut = await sendInVain(sending, tools)
  const { state, totalRetrans } = await client.tcpInfo(patient)
  const before = await standing(late)
  const { recv } = await sendInVain(late, tools)
  await tools.eventually(probing, (probes) => probes.length > 0)
  const keepaliveEnded = textOf(await tools.answered(keepaliveEnds))
  const probes = probing()
  return {
    sending: timedOut,
    patient: { state, sentAgain: totalRetrans },
    late: { before, recv },
    keepalive: {
      recv: keepaliveEnded,
      probes: probes.length,
      bytes: probes.reduce((sum, bytes) => sum + bytes, 0),
    },
    idle: { now: await standing(idle), sent: silent().length },
  }
}

/** Sends, and waits for what recv() gives; what send() reports if it fails. */
async function sendInVain(socket: Socket, { answered }: Tools) {
  const start = performance.now()
  const { errno } = await socket.trySend('x')
  const recv = errno ?? textOf(await answered(socket.tryRecv(1)))
  return { recv, waited: performance.now() - start }
}

/** The payload lengths of the segments that a socket sends from now on. */
async function sentBy(host: Host, socket: Socket, port: number): Promise<() => number[]> {
  const own = await socket.localPort()
  const lengths = () =>
    host.wire
      .tcp(port)
      .flatMap(({ direction, sourcePort, length }) => (direction === 'out' && sourcePort === own ? [length] : []))
  const before = lengths().length
  return () => lengths().slice(before)
}
