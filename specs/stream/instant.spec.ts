import {
  asleepOrBack,
  butNot,
  carriesData,
  claim,
  connected,
  equal,
  lan,
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
import { linkDelaysNothing } from '../../harness/lab/mutants/link.ts'
import { recvNeverWaits } from '../../harness/sockets/mutants/readiness/waiting.ts'
import { dataIsThereAtOnce, sendWaitsForArrival } from '../../harness/sockets/mutants/stream/arrival.ts'

export default claim({
  says: 'What was sent is there at once: when send() has come back, the other side can read it.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('B', 'a question to the reader: does data sent through sockets arrive instantly and always complete?'),
    rfc(9293, '3.9.1.2'),
    posix('send'),
    man('send', 2, 'DESCRIPTION'),
  ],
  why:
    'send() copies the data into a buffer of its own kernel and comes back. From there it goes across every link and router ' +
    'on the way, which takes from microseconds to seconds, and longer if it is lost and sent again. Until it has arrived, ' +
    'recv() at the other side has nothing to give, and waits or fails with EAGAIN; that send() succeeded says nothing ' +
    'about it. On loopback the way is so short that a program which counts on it seems to work.',
  method: [
    'The link keeps what the client sends, as a long one would. The client sends five bytes.',
    'When they have left, both sides are asked: recv() that must not wait, bytes unread, bytes unacknowledged.',
    'A recv() that may wait is called; the link lets the bytes go.',
  ],
  byHand: [
    {
      run: 'tc qdisc add dev eth0 root netem delay 3s',
      see: 'on a machine of your own: what is typed into «nc server 3490» appears there after 3 s',
    },
    { run: 'ss -tn "dport = 3490"', see: 'Send-Q: the bytes that were sent and are not acknowledged yet' },
  ],
  mutants: [linkDelaysNothing, sendWaitsForArrival, dataIsThereAtOnce, recvNeverWaits],

  experiment: scenario(
    lan(['client', 'server'], { carried: true, ipv6: true, needs: ['sleeping threads'] }),
    async ({ client, server }, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const { port, link, eventually, answered } = tools
        const at = port()
        const ends = await connected(client, kind.at(server, at), await server.listener(at, { kind }))
        link.holdBack(carriesData)
        const sent = await answered(ends.client.trySend('hello'))
        const onItsWay = await eventually(
          () => link.held().length,
          (frames) => frames > 0,
        )
        const meanwhile = {
          recv: textOf(await ends.server.tryRecv(5, ['MSG_DONTWAIT'])),
          unread: await ends.server.control('FIONREAD'),
          unacknowledged: await ends.client.control('SIOCOUTQ'),
        }
        const waiting = ends.server.tryRecv(5)
        const blocking = await asleepOrBack(tools, 'recvfrom', ends.server, waiting)
        link.pass()
        return { sent: sent.errno ?? sent.value, onItsWay, meanwhile, blocking, read: textOf(await answered(waiting)) }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ sent, onItsWay, meanwhile, blocking, read }) => [
      butNot(
        'the data is still on its way',
        equal(sent, 5, 'bytes that send() took, and came back'),
        equal(onItsWay > 0, true, 'they are on the link'),
        equal(
          meanwhile,
          { recv: 'EAGAIN', unread: 0, unacknowledged: 5 },
          'what recv() gives that must not wait; bytes unread at the server, and not acknowledged at the client',
        ),
        equal(blocking, 'asleep', 'a recv() that may wait'),
      ),
      equal(read, 'hello', 'what that gives when the link has let the data go'),
    ]),
})
