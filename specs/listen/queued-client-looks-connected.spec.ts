import {
  asleepOrBack,
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { listenWaitsForAccept } from '../../harness/sockets/mutants/listen/listen.ts'
import { optionReadsAs } from '../../harness/sockets/mutants/option-values.ts'
import { pollAlwaysTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import { nothingReadsAsEnd, recvNeverWaits } from '../../harness/sockets/mutants/readiness/waiting.ts'

export default claim({
  says: 'A client in the accept queue looks connected, since connect() and send() succeed, but it gets no answer as long as nobody accepts it; nothing tells it so.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'A',
      'a second client may appear to connect, but the server never picks it off the queue, and it waits without a response',
    ),
    posix('listen'),
    rfc(9293, '3.5'),
    man('listen', 2),
  ],
  why:
    'All that TCP promises the client is that the other kernel has its data, and that is true: the connection is ' +
    'complete, and its data is acknowledged into a receive buffer. Whether a program will ever read it is none of TCP’s ' +
    'business, and no segment says so. Only an answer of the program itself shows that it is served, which is why ' +
    'clients need timeouts, and protocols an answer to wait for.',
  method: [
    'A client connects to a listener that never accepts, and sends five bytes; the acknowledgment is waited for.',
    'What the client can ask (peer, SO_ERROR, poll, a non-blocking recv) is asked; then a thread sleeps in its recv().',
    'The server accepts at last, reads and answers; what the sleeping recv() gives is observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input(); c, _ = s.accept(); c.send(c.recv(9))"',
      see: 'it waits, without having called accept()',
    },
    { run: 'echo hello | nc -v 127.0.0.1 3490', see: 'succeeded!, and hello only after Enter in the server' },
    { run: 'ss -tan "dport = 3490"', see: 'ESTAB with Send-Q 0: everything was acknowledged' },
  ],
  mutants: [
    optionReadsAs('SO_ERROR', null, 'ETIMEDOUT'),
    listenWaitsForAccept,
    nothingReadsAsEnd,
    pollAlwaysTells('POLLIN'),
    recvNeverWaits,
    acceptForgetsData,
  ],

  experiment: scenario(
    loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths', 'sleeping threads'] }),
    ({ client, server }, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const { answered, eventually, port } = tools
        const address = kind.at(server, port())
        const listener = await server.open(kind, { label: 'listener' })
        await listener.bind(address)
        await listener.listen(5)
        const near = await client.open(kind, { label: 'client' })
        const connect = await answered(near.tryConnect(address))
        const peer = await near.tryPeerAddress()
        const sent = [await near.trySend('he'), await near.trySend('llo')]
        const unacknowledged = await eventually(
          () => near.control('SIOCOUTQ'),
          (bytes) => bytes === 0,
        )
        const queued = {
          connect: connect.errno,
          peer: peer.errno,
          sent: sent.map(({ value, errno }) => value ?? errno),
          unacknowledged,
          error: await near.get('SO_ERROR'),
          events: [...(await near.poll(['POLLIN', 'POLLOUT', 'POLLRDHUP']))],
          recv: textOf(await near.tryRecv(100, ['MSG_DONTWAIT'])),
        }
        const receiving = near.tryRecv(100)
        const whereabouts = await asleepOrBack(tools, 'recvfrom', near, receiving)

        tools.say('the server accepts at last')
        const { value: far } = await answered(listener.tryAccept([], 'accepted'))
        const request = far === null ? '' : textOf(await answered(far.tryRecv(100)))
        await far?.trySend('welcome')
        return { queued, whereabouts, request, answer: textOf(await answered(receiving)) }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ queued, whereabouts, request, answer }) => [
      equal(queued.connect, null, 'error of connect()'),
      equal(queued.peer, null, 'error of getpeername()'),
      equal(queued.sent, [2, 3], 'bytes that two calls of send() take'),
      equal(queued.unacknowledged, 0, 'bytes that stay unacknowledged'),
      equal(queued.error, null, 'SO_ERROR'),
      equal(queued.events, ['POLLOUT'], 'what poll() tells'),
      equal(queued.recv, 'EAGAIN', 'what a recv() gives that does not wait'),
      equal(whereabouts, 'asleep', 'where a recv() is that waits'),
      equal(request, 'hello', 'what the server reads once it has accepted'),
      equal(answer, 'welcome', 'what the recv() gives then'),
    ]),
})
