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
  type SocketKind,
  type SocketKindName,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptFreesNoPlace } from '../../harness/sockets/mutants/accept/accept-queue.ts'
import { queueSize } from '../../harness/sockets/mutants/listen/listen.ts'
import { repeatsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'When the queue was full, accepting one client lets a waiting one in, at its next SYN and not before.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('listen'), posix('accept'), rfc(6298, '5'), rfc(9293, '3.8.1'), man('listen', 2)],
  why:
    'The kernel keeps nothing of a SYN that it dropped, so when accept() makes room it has nobody to call in. It is the ' +
    'client that knocks again: a SYN that stays unanswered is repeated after a second at first. That is why an overloaded ' +
    'server often shows as connections that take one second longer, or three, though it is idle again.',
  method: [
    'One client fills the queue of a listener; a second one’s SYN is dropped.',
    'The server accepts the first client. What the second one’s socket then sends and gets is observed until it is connected.',
    'The server accepts that one too, and a message passes.',
  ],
  waitsFor: 'The client sends its SYN again after 1 s: the first time-out cannot be made shorter.',
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=0); input(); s.accept(); input()"',
      see: 'it waits; Enter accepts one client',
    },
    { run: 'nc -d 127.0.0.1 3490 & nc -dv 127.0.0.1 3490', see: 'nothing; some time after Enter: succeeded!' },
    {
      run: 'tcpdump -ni lo "tcp port 3490"',
      see: 'Flags [S] again and again; after Enter the next [S] is answered by [S.]',
    },
  ],
  mutants: [
    acceptFreesNoPlace,
    queueSize('queue-never-full', 'the queue holds every client', () => 4096),
    repeatsUnseen('SYN'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => {
    const waiting = new Map<SocketKindName, Awaited<ReturnType<typeof drain>>>()
    await overKinds(TCP_KINDS, tools, async (kind, name) => {
      waiting.set(name, await drain(kind, hosts, tools))
      return null
    })
    tools.say('the next SYNs')
    return overKinds(TCP_KINDS, tools, async (_, name) => (await waiting.get(name)?.()) ?? null)
  }),

  judge: (seen) =>
    ofEachKind(seen, (second) => [
      equal(second?.accepted ?? null, null, 'error of the accept() that makes room'),
      equal(second?.before ?? null, ['SYN'], 'kinds of segments of the second client before it'),
      equal(second?.after ?? null, ['SYN', 'SYN, ACK', 'ACK'], 'segments of the second client after it'),
      equal(second?.errno ?? null, null, 'error of its connect()'),
      equal(second?.received ?? null, 'hello', 'what it sends, as the server receives it'),
    ]),
})

type Sides = { readonly client: Host; readonly server: Host }

/** Makes room while a client waits for some; what it gives tells, when that client is in, how it came in. */
async function drain(kind: SocketKind, { client, server }: Sides, { answered, eventually, port }: Tools) {
  const at = port()
  const listener = await server.listener(at, { kind, backlog: 0, nonblocking: true })
  await client.connect(kind.at(server, at), { label: 'first' })
  await eventually(() => server.isWaiting(listener), Boolean)
  const dropped = server.counting('TcpExt.ListenDrops')
  const second = await client.open(kind, { label: 'second' })
  const connecting = second.tryConnect(kind.at(server, at))
  await eventually(dropped, Boolean)
  const ports = [await second.localPort(), at]
  const segments = () => {
    const isSecond = (end: number | null) => ports.includes(end ?? 0)
    const all = client.wire.tcp(at)
    return all.filter((one) => isSecond(one.sourcePort) && isSecond(one.destinationPort)).map(({ flags }) => flags)
  }
  const before = segments()
  const { errno: accepted } = await listener.tryAccept([], 'accepted')

  return async () => {
    const { errno } = await answered(connecting)
    await eventually(() => server.isWaiting(listener), Boolean)
    const after = segments().slice(before.length)
    await second.trySend('hello', ['MSG_DONTWAIT'])
    const { value: far } = await listener.tryAccept([], 'accepted second')
    const received = far === null ? '' : textOf(await answered(far.tryRecv(5)))
    return { accepted, before: [...new Set(before)], after, errno, received }
  }
}
