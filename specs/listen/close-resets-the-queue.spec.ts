import {
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
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { closingEndsTheQueueInOrder } from '../../harness/sockets/mutants/listen/close-listener.ts'
import { queueSize } from '../../harness/sockets/mutants/listen/listen.ts'
import { pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'Closing a listener resets the clients that wait in its queue (ECONNRESET, POLLHUP and POLLERR); a client that is still connecting is refused at its next SYN, new ones at once.',
  level: 'platform',
  reading: 'holds',
  behaviours: [22],
  sources: [posix('close'), rfc(9293, '3.10.4'), rfc(9293, '3.10.7.1'), man('accept', 2), man('poll', 2)],
  why:
    'Nobody can accept the waiting connections any more, and the kernel has told their clients that they are connected. ' +
    'It ends each of them as it ends a connection with unread data: with a reset, because something was lost. A client ' +
    'whose SYN was dropped for want of room is not known to the server; it repeats the SYN after a second, and finds no listener.',
  method: [
    'A client connects, and waits in the queue of a listener that has room for one.',
    'A second client’s SYN is dropped. Then the server closes its listener, and a third client connects.',
    'What each of the three gets, and the segments that each exchanged with the server, are observed.',
  ],
  waitsFor: 'The second client sends its SYN again after 1 s: the first time-out cannot be made shorter.',
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=0); input()"',
      see: 'it waits, without ever calling accept(); Enter closes the listener',
    },
    {
      run: 'python3 -c "import socket; socket.create_connection((\'127.0.0.1\', 3490)).recv(1)"',
      see: 'it waits; on Enter ConnectionResetError: [Errno 104]',
    },
    { run: 'nc -v 127.0.0.1 3490', see: 'it waits; on Enter, at the next SYN, Connection refused' },
    {
      run: 'tcpdump -ni lo "tcp port 3490"',
      see: 'Flags [R.] to the first client on Enter, to the second after its next [S]',
    },
  ],
  mutants: [
    closingEndsTheQueueInOrder,
    queueSize('queue-never-full', 'the queue holds every client', () => 4096),
    connectReports('ETIMEDOUT'),
    reportsInstead('recv', 'ECONNRESET', 'EPIPE'),
    pollNeverTells('POLLHUP'),
    pollNeverTells('POLLERR'),
    flagSeenAs('RST', 'FIN'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => {
    const connecting = new Map<string, () => Promise<Connecting>>()
    const atOnce = await overKinds(TCP_KINDS, tools, async (kind, name) => {
      const { waits, ...seen } = await closeUnder(kind, hosts, tools)
      connecting.set(name, waits)
      return seen
    })
    tools.say('the second clients send their SYNs again')
    return {
      atOnce,
      later: await overKinds(TCP_KINDS, tools, async (_, name) => (await connecting.get(name)?.()) ?? null),
    }
  }),

  judge: ({ atOnce, later }) => [
    ...ofEachKind(atOnce, ({ queued, late }) => [
      equal(queued.events.toSorted(), ['POLLERR', 'POLLHUP'], 'events of the first client, which was in the queue'),
      equal(queued.recv, 'ECONNRESET', 'error of its recv()'),
      equal(queued.segments, ['SYN', 'SYN, ACK', 'ACK', 'RST, ACK'], 'its segments'),
      equal(late, 'ECONNREFUSED', 'error of the third client’s connect(), after close()'),
    ]),
    ...ofEachKind(later, (second) => [
      equal(second?.state ?? null, 'SYN_SENT', 'state of the second client when the listener was closed'),
      equal(second?.segments ?? null, ['SYN', 'RST, ACK'], 'its segments after that'),
      equal(second?.errno ?? null, 'ECONNREFUSED', 'error of its connect()'),
    ]),
  ],
})

type Sides = { readonly client: Host; readonly server: Host }
type Connecting = { state: string; errno: string | null; segments: string[] }

/** Closes a listener while one client is in its queue and another one’s SYN has been dropped. */
async function closeUnder(kind: SocketKind, { client, server }: Sides, { port, answered, eventually }: Tools) {
  const at = port()
  const address = kind.at(server, at)
  const listener = await server.listener(at, { kind, backlog: 0 })
  const first = await client.open(kind, { label: 'in the queue' })
  await first.connect(address)
  await eventually(() => server.isWaiting(listener), Boolean)
  const dropped = server.counting('TcpExt.ListenDrops')
  const second = await client.open(kind, { label: 'connecting' })
  const connecting = second.tryConnect(address)
  await eventually(dropped, Boolean)

  const segmentsOf = async (socket: Socket) => {
    const ends = [await socket.localPort(), at]
    const segments = client.wire.tcp(at)
    return segments.filter((one) => ends.includes(one.sourcePort ?? 0) && ends.includes(one.destinationPort ?? 0))
  }
  const state = await client.tcpState(second)
  const before = (await segmentsOf(second)).length
  await listener.close()
  const events = await eventually(
    () => first.poll([]),
    ({ length }) => length > 0,
  )
  const { errno: recv } = await first.tryRecv(5, ['MSG_DONTWAIT'])
  const queued = { events: [...events], recv, segments: (await segmentsOf(first)).map(({ flags }) => flags) }
  const late = (await (await client.open(kind, { label: 'late' })).tryConnect(address)).errno
  const waits = async (): Promise<Connecting> => {
    const { errno } = await answered(connecting)
    return { state, errno, segments: (await segmentsOf(second)).slice(before).map(({ flags }) => flags) }
  }
  return { queued, late, waits }
}
