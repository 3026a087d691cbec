import {
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
  rfc,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptEndsListening, acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { recvNeverWaits } from '../../harness/sockets/mutants/readiness/waiting.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'If a server does not loop back to accept(), a second client connects and sends, and then waits for ever, while the first is served as before.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'A',
      'a server that does not return to accept() leaves a second client stuck, which may connect but gets no response',
    ),
    material('A', 'a server loops back to accept(), because it serves many clients over its lifetime'),
    posix('accept'),
    rfc(9293, '3.5'),
    man('listen', 2),
  ],
  why:
    'One accept() gives one connection. The second client’s handshake is completed by the kernel, which also takes its ' +
    'data, but there is no descriptor through which the program could read it or answer. Nothing ends this by itself: ' +
    'TCP has no limit on how long a connection may wait in the queue. The next accept(), however late, finds client and ' +
    'data as they were.',
  method: [
    'A server accepts one client, and echoes what that one sends. A second client connects, sends, and sleeps in recv().',
    'The first client exchanges ten messages with the server; then the second one’s sleep and the accept queue are looked at.',
    'The server calls accept() once more, and serves both in turn.',
  ],
  byHand: [
    {
      run: "python3 -c \"import socket; s = socket.create_server(('127.0.0.1', 3490)); c, _ = s.accept(); [c.send(x) for x in iter(lambda: c.recv(99), b'')]\"",
      see: 'a server that accepts once',
    },
    { run: 'nc 127.0.0.1 3490', see: 'in a first terminal each line comes back; in a second one none does' },
    { run: 'ss -tan "sport = 3490"', see: 'LISTEN with Recv-Q 1; the second connection ESTAB with its line in Recv-Q' },
  ],
  mutants: [recvLosesAByte, acceptEndsListening, recvNeverWaits, acceptForgetsData, repliesGoToTheLast],

  experiment: scenario(
    loopback(['first', 'second', 'server'], { needs: ['IPv6', 'queue lengths', 'sleeping threads'] }),
    (hosts, tools) => overKinds(TCP_KINDS, tools, (kind) => serveOnlyOne(kind, hosts, tools)),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ second, exchanged, still, queue, answer, atTheEnd }) => [
      equal(second.connect, null, 'error of the second client’s connect()'),
      equal(second.sent, 5, 'bytes that it sends'),
      equal(second.whereabouts, 'asleep', 'where its recv() is'),
      equal(exchanged, MESSAGES, 'what the first client gets back meanwhile'),
      equal(still, 'asleep', 'where the second one’s recv() is then'),
      equal(queue, 1, 'connections in the accept queue then'),
      equal(answer, 'hello', 'what that recv() gives after a second accept()'),
      equal(atTheEnd, 'goodbye', 'what the first client gets back after that'),
    ]),
})

/** What the first client sends while the second one waits. */
const MESSAGES = Array.from({ length: 10 }, (_, number) => `message ${number}`)

type Hosts = { readonly first: Host; readonly second: Host; readonly server: Host }

/** A server that serves its first client and lets the second one wait, until it calls accept() once more. */
async function serveOnlyOne(kind: SocketKind, { first, second, server }: Hosts, tools: Tools) {
  const { answered } = tools
  const port = tools.port()
  const listener = await server.listener(port, { kind })
  const near = await first.connect(kind.at(server, port), { label: 'first client' })
  const far = await listener.accept([], 'accepted first')
  const echo = async (socket: Socket) => {
    const { value } = await answered(socket.tryRecv(100))
    if (value !== null) await socket.trySend(value)
  }
  const exchange = async (text: string) => {
    await near.trySend(text)
    await echo(far)
    return textOf(await answered(near.tryRecv(100)))
  }

  const late = await second.open(kind, { label: 'second client' })
  const connect = await answered(late.tryConnect(kind.at(server, port)))
  const sent = await late.trySend('hello')
  const receiving = late.tryRecv(100)
  const whereabouts = await asleepOrBack(tools, 'recvfrom', late, receiving)

  tools.say('the first client is served')
  const exchanged: string[] = []
  for (const message of MESSAGES) exchanged.push(await exchange(message))
  const still = await asleepOrBack(tools, 'recvfrom', late, receiving)
  const queue = await server.queueLength(listener)

  tools.say('accept() once more')
  const accepted = await answered(listener.tryAccept([], 'accepted second'))
  if (accepted.value !== null) await echo(accepted.value)
  const answer = textOf(await answered(receiving))
  const atTheEnd = await exchange('goodbye')
  return {
    second: { connect: connect.errno, sent: sent.value, whereabouts },
    exchanged,
    still,
    queue,
    answer,
    atTheEnd,
  }
}
