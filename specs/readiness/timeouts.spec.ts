import {
  atLeast,
  between,
  claim,
  countingText,
  equal,
  fullQueue,
  loopback,
  MORE_THAN_FITS,
  man,
  material,
  ofEachKind,
  overKindsAtOnce,
  pair,
  posix,
  SEEMS_EARLY,
  type Sides,
  SMALL_BUFFERS,
  type SocketKind,
  scenario,
  senderAndReceiver,
  TCP_KINDS,
  type Tools,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { timeoutsEndAtOnce } from '../../harness/sockets/mutants/readiness/timeouts.ts'

/** Milliseconds. */
const TIMEOUT = 150

/** A virtual machine may count the kernel's ticks late, so that its timers seem early. */
const LEAST = TIMEOUT - SEEMS_EARLY * 1000

export default claim({
  says: 'SO_RCVTIMEO ends a recv() that waits with EAGAIN when the time is over, and nothing else happens to the socket; so it does with accept(), and SO_SNDTIMEO with send() and connect().',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'robust programs handle timeouts'),
    man('socket', 7, 'SO_RCVTIMEO and SO_SNDTIMEO'),
    posix('setsockopt'),
    posix('recv'),
  ],
  why:
    'A time-out is a limit on the sleep within one call. When the timer wakes the thread and there is still nothing, the ' +
    'call returns as a non-blocking one would have: EAGAIN, or what it has done so far, or EINPROGRESS from connect(), ' +
    'which goes on. The connection knows nothing of it; what comes later can be read by the next call. It is not the ' +
    'ETIMEDOUT of TCP, which ends a connection whose peer no longer acknowledges.',
  method: [
    `On sockets of every kind recv() is called with a time-out of ${TIMEOUT} ms and nothing to read, then again when something has come.`,
    'accept() is called with that time-out where nobody knocks.',
    'send() is called again and again with that time-out where the server does not read; connect() where the queue is full.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, struct; s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.bind(('127.0.0.1', 3490)); s.setsockopt(1, socket.SO_RCVTIMEO, struct.pack('ll', 2, 0)); s.recv(9)"`,
      see: 'after two seconds BlockingIOError: [Errno 11]; strace shows recvfrom(…) = -1 EAGAIN',
    },
  ],
  mutants: [
    optionIgnored('SO_RCVTIMEO'),
    optionIgnored('SO_SNDTIMEO'),
    timeoutsEndAtOnce,
    reportsInstead('recv', 'EAGAIN', 'ETIMEDOUT'),
    reportsInstead('connect', 'EINPROGRESS', 'ETIMEDOUT'),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async (hosts, tools) => ({
    recv: await overKindsAtOnce([...TCP_KINDS, ...UDP_KINDS], tools, (kind) => receive(hosts, tools, kind)),
    accept: await acceptNobody(hosts, tools),
    send: await sendToNobody(hosts, tools),
    connect: await connectToNobody(hosts, tools),
  })),

  judge: ({ recv, accept, send, connect }) => [
    ofEachKind(recv, (seen) => [
      equal(seen.nothing.gives, 'EAGAIN', 'recv() with a time-out where nothing comes'),
      atLeast(seen.nothing.milliseconds, LEAST, 'milliseconds until it came back'),
      equal(seen.later, 'later', 'the next recv(), when something has come'),
    ]),
    equal(accept.gives, 'EAGAIN', 'accept() where nobody knocks'),
    atLeast(accept.milliseconds, LEAST, 'milliseconds until it came back'),
    between(
      Number(send.first.gives),
      [1, MORE_THAN_FITS - 1],
      `bytes that send() has taken, of ${MORE_THAN_FITS}, when the time is over`,
    ),
    atLeast(send.first.milliseconds, LEAST, 'milliseconds until it came back'),
    equal(send.last, 'EAGAIN', 'the next send() that can take nothing'),
    equal(connect.gives, 'EINPROGRESS', 'connect() where nobody answers'),
    atLeast(connect.milliseconds, LEAST, 'milliseconds until it came back'),
    equal(connect.state, 'SYN_SENT', 'the state of that socket then'),
  ],
})

/** What a call gives, and after how many milliseconds. */
async function timed(answer: () => Promise<string>) {
  const start = performance.now()
  const gives = await answer()
  return { gives, milliseconds: performance.now() - start }
}

async function receive({ client, server }: Sides, tools: Tools, kind: SocketKind) {
  const { sender, receiver } = await senderAndReceiver(client, server, { kind, port: tools.port() })
  await receiver.set('SO_RCVTIMEO', TIMEOUT)
  const nothing = await timed(async () => textOf(await tools.answered(receiver.tryRecv(100))))
  if (nothing.gives !== 'EAGAIN') return { nothing, later: null }
  await sender.send('later')
  await tools.until(
    'it to arrive',
    () => receiver.control('FIONREAD'),
    (unread) => unread > 0,
  )
  return { nothing, later: textOf(await tools.answered(receiver.tryRecv(100))) }
}

function acceptNobody({ server }: Sides, tools: Tools) {
  tools.say('accept()')
  return timed(async () => {
    const listener = await server.listener(tools.port(), { set: { SO_RCVTIMEO: TIMEOUT } })
    return (await tools.answered(listener.tryAccept())).errno ?? 'a connection'
  })
}

async function sendToNobody(hosts: Sides, tools: Tools) {
  tools.say('send()')
  const { client } = await pair(hosts, tools.port(), { set: SMALL_BUFFERS })
  await client.set('SO_SNDBUF', SMALL_BUFFERS.SO_SNDBUF)
  await client.set('SO_SNDTIMEO', TIMEOUT)
  const send = async () => {
    const { value, errno } = await tools.answered(client.trySend(countingText(MORE_THAN_FITS)))
    return errno ?? String(value)
  }
  const first = await timed(send)
  // What the receiver’s kernel has taken meanwhile makes room once more, and then no more.
  const last = await tools.eventually(send, (gives) => ['EAGAIN', 'no answer'].includes(gives))
  return { first, last }
}

async function connectToNobody(hosts: Sides, tools: Tools) {
  tools.say('connect()')
  const { client } = hosts
  const address = await fullQueue(hosts, tools)
  const socket = await client.tcp({ set: { SO_SNDTIMEO: TIMEOUT } })
  const answer = await timed(async () => (await tools.answered(socket.tryConnect(address))).errno ?? 'connected')
  return { ...answer, state: await client.tcpState(socket) }
}
