import {
  addressText,
  asleepOrBack,
  claim,
  equal,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  type Result,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { acceptAlwaysWaits, acceptNeverWaits } from '../../harness/sockets/mutants/accept/accept-waiting.ts'
import { everyPeerIsTheFirst } from '../../harness/sockets/mutants/demux.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'accept() sleeps until a client is there, and returns as soon as one is. On a non-blocking listener it fails with EAGAIN instead while nobody waits.',
  level: 'must',
  reading: 'holds',
  behaviours: [29],
  sources: [
    material('A', 'accept() blocks, that is it sleeps, until a client connects'),
    posix('accept'),
    man('accept', 2),
  ],
  why:
    'A thread that calls accept() on an empty queue is put to sleep by the kernel: it takes no processor time, and the ' +
    'arrival of a final ACK wakes it. With O_NONBLOCK the kernel may not put it to sleep, so it says «try again»; poll() ' +
    'tells when that makes sense. A client that is in the queue already is given at once in both cases.',
  method: [
    'A thread calls accept() on a blocking listener; its state is read from /proc until it sleeps in that call.',
    'A client connects; what accept() gives is observed. A second client is there before the next accept().',
    'On a non-blocking listener accept() is called before and after a client has connected.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; print(socket.create_server((\'127.0.0.1\', 3490)).accept())"',
      see: 'nothing, until nc 127.0.0.1 3490 is run',
    },
    {
      run: 'grep State /proc/$(pgrep -n python3)/status; cat /proc/$(pgrep -n python3)/wchan',
      see: 'S (sleeping); inet_csk_accept',
    },
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3491)); s.setblocking(False); s.accept()"',
      see: 'BlockingIOError: [Errno 11]',
    },
  ],
  mutants: [acceptNeverWaits, acceptAlwaysWaits, reportsInstead('accept4', 'EAGAIN', 'EINVAL'), everyPeerIsTheFirst],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      blocking: await acceptTwice(kind, { nonblocking: false }, hosts, tools),
      nonblocking: await acceptTwice(kind, { nonblocking: true }, hosts, tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ blocking, nonblocking }) => [
      equal(blocking.whereabouts, 'asleep', 'where accept() is while nobody waits'),
      equal(blocking.first.accept, null, 'error of that accept() once a client has connected'),
      equal(blocking.first.peer, blocking.first.client, 'peer of what it gave'),
      equal(blocking.second.accept, null, 'error of accept() when a client waits already'),
      equal(blocking.second.peer, blocking.second.client, 'peer of what it gave'),
      equal(nonblocking.whereabouts, 'back', 'where accept() is on a non-blocking listener'),
      equal(nonblocking.first.accept, 'EAGAIN', 'error of that accept()'),
      equal(nonblocking.second.accept, null, 'error of accept() when a client waits already'),
      equal(nonblocking.second.peer, nonblocking.second.client, 'peer of what it gave'),
      equal(nonblocking.afterwards, 'EAGAIN', 'error of accept() when all have been accepted'),
    ]),
})

type Sides = { readonly client: Host; readonly server: Host }
type Waiting = { readonly nonblocking: boolean }

/** Calls accept() on an empty queue before a client connects, and again when a client waits. */
async function acceptTwice(kind: SocketKind, { nonblocking }: Waiting, { client, server }: Sides, tools: Tools) {
  const { answered, eventually } = tools
  const port = tools.port()
  tools.say(nonblocking ? 'a non-blocking listener' : 'a blocking listener')
  const listener = await server.listener(port, { kind, nonblocking })
  const knock = async () => addressText(await (await client.connect(kind.at(server, port))).localAddress())
  const outcome = async ({ value, errno }: Result<Socket>) => {
    const peer = await value?.tryPeerAddress()
    return { accept: errno, peer: peer?.value ? addressText(peer.value) : (peer?.errno ?? null) }
  }

  const accepting = listener.tryAccept([], 'accepted first')
  const whereabouts = await asleepOrBack(tools, 'accept4', listener, accepting)
  const first = nonblocking
    ? { client: null, ...(await outcome(await answered(accepting))) }
    : { client: await knock(), ...(await outcome(await answered(accepting))) }
  const waits = await knock()
  await eventually(() => server.isWaiting(listener), Boolean)
  const second = { client: waits, ...(await outcome(await answered(listener.tryAccept([], 'accepted second')))) }
  const afterwards = nonblocking ? (await answered(listener.tryAccept())).errno : null
  return { whereabouts, first, second, afterwards }
}
