import {
  claim,
  equal,
  fullQueue,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  type Sides,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
  textOrEnd,
} from '../../harness/index.ts'
import {
  connectAlwaysWaits,
  connectingIsWritable,
  connectTellsOnlyOnce,
  errorComesAgain,
  soErrorTellsNothing,
} from '../../harness/sockets/mutants/connect/nonblocking-connect.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'

export default claim({
  says: 'A non-blocking connect() fails at once with EINPROGRESS; when poll() tells that the socket is writable the attempt is over, and SO_ERROR says how it ended.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'efficient programs use non-blocking modes and select or poll'),
    posix('connect'),
    man('connect', 2, 'EINPROGRESS'),
    man('socket', 7, 'SO_ERROR'),
  ],
  behaviours: [36, 37],
  why:
    'connect() sends the SYN and returns; the answer takes a round trip, or never comes. Until it comes the socket is ' +
    'neither readable nor writable. Writable alone does not mean connected: a socket that was refused is writable too, ' +
    'because no call on it would wait. So the error is kept in SO_ERROR, and told once: whoever asks first, be it ' +
    'getsockopt() or recv(), gets it. What connect() says when it is called once more is Linux’s own: it tells the ' +
    'outcome if nobody has asked, and else ECONNABORTED after a failure.',
  method: [
    'A non-blocking socket connects to a listener whose queue is full, so that nobody answers, and is polled.',
    'Another one connects to a listener; a third one to a port at which nobody listens.',
    'When poll() tells something, SO_ERROR, recv() and connect() are asked in turn.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, select; s = socket.socket(); s.setblocking(False); print(s.connect_ex(('127.0.0.1', 3490))); print(select.select([], [s], [])[1] == [s], s.getsockopt(1, socket.SO_ERROR), s.recv(1), s.connect_ex(('127.0.0.1', 3490)))"`,
      see: "115 (EINPROGRESS); then True, 111 (ECONNREFUSED), b'', 103 (ECONNABORTED)",
    },
    { run: 'nc -l 127.0.0.1 3490 &', see: 'the same again, with recv left out: True, 0, 0' },
  ],
  mutants: [
    connectAlwaysWaits,
    connectingIsWritable,
    soErrorTellsNothing,
    errorComesAgain,
    connectTellsOnlyOnce,
    pollNeverTells('POLLERR'),
    pollNeverTells('POLLOUT'),
    reportsInstead('connect', 'ECONNABORTED', 'EINPROGRESS'),
    succeedsInstead('connect', 'EISCONN', 0),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      unanswered: await unanswered(hosts, tools, kind),
      accepted: await accepted(hosts, tools, kind),
      refused: await refused(hosts, tools, kind),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ unanswered, accepted, refused }) => [
      equal(unanswered, { connect: 'EINPROGRESS', poll: [], state: 'SYN_SENT' }, 'while nobody answers'),
      equal(accepted.connect, 'EINPROGRESS', 'connect() to a listener'),
      equal(accepted.poll, ['POLLOUT'], 'poll() when it is connected'),
      equal(accepted.error, null, 'SO_ERROR then'),
      equal(accepted.again, [null, 'EISCONN'], 'connect() again, twice'),
      equal(refused.connect, 'EINPROGRESS', 'connect() to a port at which nobody listens'),
      equal(refused.poll, ['POLLOUT', 'POLLERR', 'POLLHUP'], 'poll() when it was refused'),
      equal(refused.error, 'ECONNREFUSED', 'SO_ERROR then'),
      equal(refused.recv, 'end-of-file', 'recv() after that'),
      equal(refused.again, 'ECONNABORTED', 'connect() after that'),
      equal(refused.firstAsked, ['ECONNREFUSED', null], 'recv() and then SO_ERROR, where recv() is asked first'),
    ]),
})

const nonblocking = (host: Host, kind: SocketKind): Promise<Socket> => host.open(kind, { nonblocking: true })

/** What connect() gives at first, and what poll() tells then or soon. */
async function begin(socket: Socket, address: ReturnType<SocketKind['at']>, { eventually }: Tools) {
  const { errno } = await socket.tryConnect(address)
  const poll = await eventually(
    () => socket.poll(['POLLOUT']),
    (ready) => ready.length > 0,
  )
  return { connect: errno, poll: [...poll] }
}

async function unanswered(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('Nobody answers')
  const { client } = hosts
  const address = await fullQueue(hosts, tools, kind)
  const socket = await nonblocking(client, kind)
  const { errno } = await socket.tryConnect(address)
  const poll = await socket.poll(['POLLOUT'])
  return { connect: errno, poll: [...poll], state: await client.tcpState(socket) }
}

async function accepted({ client, server }: Sides, tools: Tools, kind: SocketKind) {
  tools.say('A listener')
  const port = tools.port()
  const address = kind.at(server, port)
  await server.listener(port, { kind })
  const socket = await nonblocking(client, kind)
  const begun = await begin(socket, address, tools)
  const error = await socket.get('SO_ERROR')
  const again = [(await socket.tryConnect(address)).errno, (await socket.tryConnect(address)).errno]
  return { ...begun, error, again }
}

async function refused({ client, server }: Sides, tools: Tools, kind: SocketKind) {
  tools.say('Nobody listens')
  const address = kind.at(server, tools.port())
  const socket = await nonblocking(client, kind)
  const begun = await begin(socket, address, tools)
  const error = await socket.get('SO_ERROR')
  const recv = textOrEnd(await socket.tryRecv(5))
  const again = (await socket.tryConnect(address)).errno
  const other = await nonblocking(client, kind)
  await begin(other, address, tools)
  const firstAsked = [textOf(await other.tryRecv(5)), await other.get('SO_ERROR')]
  return { ...begun, error, recv, again, firstAsked }
}
