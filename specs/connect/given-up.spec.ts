import {
  carriesTransport,
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import {
  closeLetsItConnect,
  endedConnectSucceeds,
  shutdownLetsItConnect,
} from '../../harness/sockets/mutants/connect/giving-up.ts'
import { pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'A socket that is given up while it still connects sends nothing: a SYN, ACK that comes later is answered by a reset. shutdown() ends the attempt too: poll() tells POLLERR and POLLHUP, and a connect() that waits fails with ECONNRESET.',
  level: 'platform',
  reading: 'holds',
  sources: [rfc(9293, '3.10.4'), rfc(9293, '3.10.7.1'), posix('shutdown'), man('poll', 2)],
  behaviours: [44, 45],
  why:
    'In SYN_SENT nothing is known of the other side yet, so there is nobody to say goodbye to: the kernel forgets the ' +
    'attempt. If the server’s answer was on its way, it comes to a 4-tuple that no socket has, and is answered as any stray ' +
    'segment is, by a reset, which frees the server of its half-open connection. shutdown() leaves the descriptor, so there is ' +
    'still somebody to be told.',
  method: [
    'The link holds back what the server sends. A client sends its SYN, and closes its socket when the answer is held on the link.',
    'The link lets the answer go.',
    'The same with shutdown() in place of close(), for each direction; poll() and SO_ERROR are asked before and after.',
    'Then shutdown() while a blocking connect() sleeps in the kernel.',
  ],
  byHand: [
    {
      run: `python3 -c "import select, socket; l = socket.socket(); l.bind(('127.0.0.1', 3490)); l.listen(0); k = socket.create_connection(('127.0.0.1', 3490)); c = socket.socket(); c.setblocking(False); c.connect_ex(('127.0.0.1', 3490)); p = select.poll(); p.register(c, 0); print(p.poll(0)); c.shutdown(socket.SHUT_RDWR); print(p.poll(0))"`,
      see: 'nothing, then the events 24: POLLERR (8) and POLLHUP (16); the queue is full, so the third socket is still connecting',
    },
  ],
  mutants: [
    closeLetsItConnect,
    shutdownLetsItConnect,
    pollNeverTells('POLLERR'),
    pollNeverTells('POLLHUP'),
    endedConnectSucceeds,
    flagSeenAs('RST', 'FIN'),
  ],

  experiment: scenario(
    // A SYN, ACK that is held long is not to be sent again.
    lan(['client', 'server'], {
      carried: true,
      ipv6: true,
      needs: ['sleeping threads'],
      sysctls: { 'ipv4.tcp_synack_retries': '0' },
    }),
    async (hosts, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const closed = await giveUp(hosts, kind, tools, async (socket) => socket.close())
        const shut = []
        for (const how of ['SHUT_RD', 'SHUT_WR', 'SHUT_RDWR'] as const) {
          const tell = async (socket: Socket) => {
            const before = [...(await socket.poll([]))]
            await socket.shutdown(how)
            const events = [...(await socket.poll([]))]
            return { before, events, error: await socket.get('SO_ERROR'), state: await hosts.client.tcpState(socket) }
          }
          shut.push(await giveUp(hosts, kind, tools, tell))
        }
        return { closed: closed.segments, shut, waiting: await giveUpWaiting(hosts, kind, tools) }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ closed, shut, waiting }) => [
      equal(closed, SEGMENTS, 'segments after close()'),
      ...shut.flatMap(({ segments, told }) => [
        equal(told, TOLD, 'events before and after shutdown(); SO_ERROR and state then'),
        equal(segments, SEGMENTS, 'segments after shutdown()'),
      ]),
      equal(waiting, 'ECONNRESET', 'error of a connect() that waits while shutdown() is called'),
    ]),
})

const SEGMENTS = ['SYN', 'SYN, ACK', 'RST']
const TOLD = { before: [], events: ['POLLERR', 'POLLHUP'], error: 'ECONNRESET', state: 'CLOSE' }

interface Sides {
  readonly client: Host
  readonly server: Host
}

/** Does something with a socket that connects, while the link holds back the answer; then the answer comes. */
async function giveUp<Told>(
  { client, server }: Sides,
  kind: SocketKind,
  { port, until, eventually, link }: Tools,
  act: (socket: Socket) => Promise<Told>,
) {
  const address = kind.at(server, port())
  await server.listener(address.port, { kind })
  link.holdBack((frame) => frame.from === 'server' && carriesTransport(frame))
  const socket = await client.open(kind, { label: 'client', nonblocking: true })
  await socket.tryConnect(address)
  await until(
    'the SYN, ACK on the link',
    () => link.held().length,
    (held) => held > 0,
  )
  const told = await act(socket)
  link.pass()
  const segments = await eventually(
    () => client.wire.tcp(address.port).map(({ flags }) => flags),
    ({ length }) => length >= SEGMENTS.length,
  )
  return { told, segments }
}

/** Shuts down a socket while a connect() on it sleeps; what that reports. */
async function giveUpWaiting({ client, server }: Sides, kind: SocketKind, { port, until, answered, link }: Tools) {
  link.drop()
  const socket = await client.open(kind, { label: 'waiting' })
  const connecting = answered(socket.tryConnect(kind.at(server, port())))
  await until(
    'a thread that sleeps in connect()',
    () => socket.sleepers('connect').length,
    (count) => count > 0,
  )
  await socket.shutdown('SHUT_RDWR')
  const { errno } = await connecting
  return errno
}
