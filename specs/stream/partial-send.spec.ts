import {
  asleepOrBack,
  atLeast,
  atMost,
  claim,
  countingText,
  equal,
  firstDifference,
  loopback,
  MORE_THAN_FITS,
  man,
  material,
  ofEachKind,
  overKinds,
  pair,
  posix,
  readToEnd,
  type Sides,
  SMALL_BUFFERS,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { pollAlwaysTells, pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import {
  partialSendTellsAll,
  sendNeverWaits,
  sendTakesAllOrNothing,
} from '../../harness/sockets/mutants/stream/partial-send.ts'

export default claim({
  says: 'A non-blocking send() takes only what fits into the buffers and tells how much that was; the next ones fail with EAGAIN. A blocking send() waits for the reader until everything is taken.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'socket calls can block a program; efficient programs use non-blocking modes'),
    posix('send'),
    man('send', 2, 'DESCRIPTION'),
    man('poll', 2, 'POLLOUT'),
  ],
  behaviours: [49, 76],
  why:
    'send() only copies into the kernel’s send buffer. The kernel empties it as fast as the receiver’s buffer takes ' +
    'the bytes, so a reader who does not read fills first its own buffer, then the sender’s. From there on, a send() ' +
    'that must not wait can only take a part, or nothing and say EAGAIN; poll() no longer tells POLLOUT. A blocking one ' +
    'sleeps. A program that ignores what a non-blocking send() returns loses the rest of its message.',
  method: [
    `A client with a small send buffer sends ${MORE_THAN_FITS} bytes, non-blocking, to a server with a small receive buffer that does not read.`,
    'It goes on with the rest until send() takes no more, and asks poll() for POLLOUT; then the server reads, and it asks again.',
    'On another connection one blocking send() of as much is made, and the server reads only when that sleeps.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.1 3490 & sleep 1; kill -STOP $!', see: 'a server that does not read; kill -CONT lets it' },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.setblocking(False); print(s.send(bytes(10**8))); print(s.send(bytes(10**8)))"`,
      see: 'less than 100000000; then perhaps some more, or BlockingIOError: [Errno 11]',
    },
    { run: 'ss -tn "dport = 3490"', see: 'Send-Q: what waits at the sender' },
  ],
  mutants: [
    partialSendTellsAll,
    sendTakesAllOrNothing,
    reportsInstead('send', 'EAGAIN', 'ENOBUFS'),
    sendNeverWaits,
    pollAlwaysTells('POLLOUT'),
    pollNeverTells('POLLOUT'),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      nonblocking: await sendNonblocking(await connectSmall(hosts, tools, kind, true), tools),
      blocking: await sendBlocking(await connectSmall(hosts, tools, kind, false), tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ nonblocking, blocking }) => [
      atLeast(nonblocking.first, 1, 'bytes that a non-blocking send() takes'),
      atMost(nonblocking.first, MORE_THAN_FITS - 1, 'bytes that it takes, of the bytes offered'),
      equal(nonblocking.full, 'EAGAIN', 'what send() reports when nothing fits any more'),
      equal(nonblocking.writableWhenFull, [], 'what poll() tells of POLLOUT then'),
      equal(nonblocking.writableWhenRead, ['POLLOUT'], 'what it tells when the server has read'),
      equal(nonblocking.read, nonblocking.taken, 'bytes that the server reads, of those that the send()s took'),
      equal(nonblocking.difference, null, 'the first difference between these and what was sent'),
      equal(blocking.before, 'asleep', 'a blocking send() of as much, while the server does not read'),
      equal(blocking.taken, MORE_THAN_FITS, 'bytes that it has taken when it is back'),
      equal(blocking.difference, null, 'the first difference between what was sent and what the server reads'),
    ]),
})

type Ends = { readonly client: Socket; readonly server: Socket }

async function connectSmall(hosts: Sides, { port }: Tools, kind: SocketKind, nonblocking: boolean): Promise<Ends> {
  const ends = await pair(hosts, port(), { kind, set: SMALL_BUFFERS })
  const { fd } = ends.client
  await ends.client.set('SO_SNDBUF', SMALL_BUFFERS.SO_SNDBUF)
  if (nonblocking) await hosts.client.stack.fcntl({ fd, command: 'F_SETFL', flags: ['O_NONBLOCK'] })
  return ends
}

async function sendNonblocking({ client, server }: Ends, tools: Tools) {
  tools.say('Non-blocking')
  const message = countingText(MORE_THAN_FITS)
  let [first, taken, full] = [0, 0, 'never']
  // What the receiver’s kernel takes makes room at the sender, for which this does not wait: full is when all is still.
  const still = async () => {
    const { value, errno } = await client.trySend(message.subarray(taken))
    if (first === 0) first = value ?? 0
    taken += value ?? 0
    full = errno ?? 'never'
    return { full, writable: [...(await client.poll(['POLLOUT']))] }
  }
  const { writable } = await tools.eventually(still, (seen) => seen.full !== 'never' && seen.writable.length === 0)
  const reading = readToEnd(tools, server)
  const writableWhenRead = await tools.eventually(
    () => client.poll(['POLLOUT']),
    (ready) => ready.length > 0,
  )
  await client.shutdown('SHUT_WR')
  const { bytes } = await reading
  return {
    first,
    taken,
    full,
    writableWhenFull: writable,
    writableWhenRead: [...writableWhenRead],
    read: bytes.length,
    difference: firstDifference(message.subarray(0, taken), bytes),
  }
}

async function sendBlocking({ client, server }: Ends, tools: Tools) {
  tools.say('Blocking')
  const message = countingText(MORE_THAN_FITS)
  const sending = client.trySend(message)
  const before = await asleepOrBack(tools, 'sendto', client, sending)
  const reading = readToEnd(tools, server)
  const { value: taken, errno } = await tools.answered(sending)
  await client.shutdown('SHUT_WR')
  const { bytes } = await reading
  return { before, taken: errno ?? taken, difference: firstDifference(message, bytes) }
}
