import {
  asleepOrBack,
  claim,
  Epoll,
  equal,
  fc,
  forAll,
  type Host,
  loopback,
  man,
  material,
  posix,
  type Sides,
  SOCKET_KINDS,
  type Socket,
  type SocketKind,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { epollTellsOnlyTheFirst } from '../../harness/sockets/mutants/readiness/epoll.ts'
import { pollTellsInTurn } from '../../harness/sockets/mutants/readiness/poll.ts'
import { recvNeverWaits } from '../../harness/sockets/mutants/readiness/waiting.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'

export default claim({
  says: 'One thread with poll() or epoll serves many clients, and idle ones hold up nobody; a server that serves one client after the other with blocking calls is stalled by a single idle one.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'scalable servers use non-blocking sockets and select or poll instead of blocking calls'),
    posix('poll'),
    man('poll', 2, 'DESCRIPTION'),
    man('epoll', 7),
  ],
  why:
    'A blocking recv() waits for one socket, whatever happens at the others. poll() and epoll wait for all of them at ' +
    'once, the listener among them, and name those on which a call would not block; the thread makes just these calls, ' +
    'on non-blocking sockets, and asks again. A client that says nothing is then only an entry in a list.',
  method: [
    'A server of one thread echoes with poll() or epoll on non-blocking sockets; clients connect, the idle ones first.',
    'In each round some clients send at the same time, and each reads its echo before the next round.',
    'A second server calls accept(), recv() and send() in turn, blocking: first comes a client that is silent, then one that sends.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); [s.send(s.recv(99)) for s, _ in iter(l.accept, 0)]" & sleep 1; nc -d 127.0.0.1 3490 &`,
      see: 'a server that serves in turn, and an idle client',
    },
    {
      run: 'echo hello | nc 127.0.0.1 3490',
      see: 'nothing comes back; kill the idle nc in another terminal and hello does',
    },
  ],
  mutants: [pollTellsInTurn, epollTellsOnlyTheFirst, repliesGoToTheLast, recvNeverWaits],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        by: fc.constantFrom('poll', 'epoll'),
        idle: fc.integer({ min: 0, max: 3 }),
        active: fc.integer({ min: 1, max: 4 }),
        rounds: fc.array(fc.uniqueArray(fc.nat(3), { minLength: 1 }), { maxLength: 4 }),
      }),
      example: { kind: 'TCP over IPv4', by: 'poll', idle: 1, active: 2, rounds: [[0, 1], [1]] },
      edges: [
        { kind: 'TCP over IPv6', by: 'epoll', idle: 2, active: 3, rounds: [[2, 0, 1], [1]] },
        { kind: 'TCP over IPv4-mapped IPv6', by: 'epoll', idle: 0, active: 1, rounds: [[0]] },
      ],
      runs: 15,
    },
    async ({ kind: name, by, idle, active, rounds }, hosts, tools) => {
      const kind = SOCKET_KINDS[name]
      tools.say(`One thread with ${by}`)
      const address = kind.at(hosts.server, tools.port())
      const turn = await echoServer(hosts.server, kind, 'port' in address ? address.port : 0, by)
      const clients: Socket[] = []
      for (let i = 0; i < idle + active; i += 1) {
        clients.push(
          await hosts.client.connect(address, { label: i < idle ? `idle ${i + 1}` : `client ${i - idle + 1}` }),
        )
      }
      const echoes: string[][] = []
      for (const [round, senders] of rounds.entries()) {
        const talks = talking(senders, active).map((index) => ({
          client: clients[idle + index] as Socket,
          text: message(round, index),
          heard: '',
        }))
        for (const { client, text } of talks) await client.send(text)
        await tools.eventually(
          async () => {
            await turn()
            for (const talk of talks) talk.heard += await whatIsThere(talk.client)
            return talks
          },
          (all) => all.every(({ text, heard }) => heard.length >= text.length),
        )
        echoes.push(talks.map(({ heard }) => heard))
      }
      return { echoes, inTurn: await serveInTurn(hosts, tools, kind) }
    },
  ),

  judge: ({ echoes, inTurn }, { active, rounds }) => [
    equal(
      echoes,
      rounds.map((senders, round) => talking(senders, active).map((index) => message(round, index))),
      'what comes back to those that sent in each round',
    ),
    equal(inTurn.server, 'asleep', 'the server that serves in turn, when the second client has sent'),
    equal(inTurn.stalled, 'EAGAIN', 'what has come back to the second client then'),
    equal(inTurn.released, 'hello', 'what comes back to it once the first one has gone'),
  ],
})

/** Which of the active clients send in a round. */
function talking(senders: readonly number[], active: number): number[] {
  return [...new Set(senders.map((sender) => sender % active))]
}

function message(round: number, client: number): string {
  return `round ${round} of client ${client}`
}

async function whatIsThere(client: Socket): Promise<string> {
  const { value } = await client.tryRecv(100, ['MSG_DONTWAIT'])
  return Buffer.from(value ?? []).toString()
}

/** A server of which each turn asks once what is ready, and makes the calls that then do not wait. */
async function echoServer(
  host: Host,
  kind: SocketKind,
  port: number,
  by: 'poll' | 'epoll',
): Promise<() => Promise<void>> {
  const listener = await host.listener(port, { kind, nonblocking: true })
  const watched = [listener]
  const epoll = by === 'epoll' ? await Epoll.open(host) : null
  await epoll?.add(listener, ['EPOLLIN'])
  const ready = async (): Promise<readonly number[]> => {
    if (epoll !== null) return (await epoll.wait()).map(({ fd }) => fd)
    const fds = watched.map(({ fd }) => ({ fd, events: ['POLLIN'] as const }))
    return ((await host.stack.poll({ fds, timeout: 0 })).value ?? []).map(({ fd }) => fd)
  }
  return async () => {
    const fds = await ready()
    for (const socket of watched.filter(({ fd }) => fds.includes(fd))) {
      if (socket === listener) {
        const accepted = await listener.accept(['SOCK_NONBLOCK'])
        watched.push(accepted)
        await epoll?.add(accepted, ['EPOLLIN'])
      } else {
        const { value } = await socket.tryRecv(100)
        if (value !== null) await socket.trySend(value)
      }
    }
  }
}

/** A server that accepts, receives and echoes, blocking; its first client is silent until it leaves, its second sends. */
async function serveInTurn({ client, server }: Sides, tools: Tools, kind: SocketKind) {
  tools.say('One after the other, blocking')
  const address = kind.at(server, tools.port())
  const listener = await server.listener('port' in address ? address.port : 0, { kind })
  const idle = await client.connect(address, { label: 'idle' })
  const second = await client.connect(address, { label: 'second' })
  await second.send('hello')

  const first = await listener.accept()
  const waiting = first.tryRecv(100)
  const whereabouts = await asleepOrBack(tools, 'recvfrom', first, waiting)
  const stalled = textOf(await second.tryRecv(100, ['MSG_DONTWAIT']))
  await idle.close()
  await tools.answered(waiting)
  const next = await listener.accept()
  await next.trySend(await next.recv(100))
  return { server: whereabouts, stalled, released: textOf(await tools.answered(second.tryRecv(100))) }
}
