import { claim, distinct, equal, fc, forAll, kernel, material, nat, rfc, textOf } from '../../harness/index.ts'
import { routerHasOnePort } from '../../harness/lab/mutants/nat.ts'
import { recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'

const HOSTS = ['alice', 'bob', 'carol'] as const

export default claim({
  says: 'Whatever hosts and ports flows come from, each reply that comes in through the router reaches the host and the socket that it belongs to.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the router looks up in its table which device a reply is for'),
    rfc(3022, '2.2'),
    rfc(5382, '4.1'),
    kernel('networking/nf_conntrack-sysctl'),
  ],
  why:
    'A reply is addressed to the router’s public address and a port that stands for one flow. The router finds that flow ' +
    'in its table and writes the inner address and port back into the packet, before it decides where to send it. Equal ' +
    'source ports inside do no harm, because the router has given such flows different ports outside.',
  method: [
    'Up to three LAN hosts open connections to one server, often from equal source ports, and all stand at once.',
    'Each client sends a text of its own; the server answers each connection with that text, in another order.',
    'What comes out of each client’s socket is compared with what it sent.',
  ],
  byHand: [
    { run: 'nc -p 4000 203.0.113.80 3490', see: 'on two LAN hosts: each reads only what the server writes to it' },
    { run: 'conntrack -L -p tcp --dport 3490', see: 'on the router: whose each outer port is' },
  ],
  mutants: [routerHasOnePort, repliesGoToTheLast, recvTakesTheNeighbours],

  experiment: forAll(
    nat({ inside: HOSTS, outside: ['server'] }),
    {
      inputs: fc.record({
        flows: fc.uniqueArray(
          fc.record({
            host: fc.constantFrom(...HOSTS),
            source: fc.oneof(fc.constantFrom(4000, 4001), fc.integer({ min: 1024, max: 65_535 })),
          }),
          { selector: ({ host, source }) => `${host} ${source}`, minLength: 1, maxLength: 6 },
        ),
        order: fc.infiniteStream(fc.nat(5)).map((stream) => [...stream.take(6)]),
        text: fc.string({ minLength: 1, maxLength: 20 }),
      }),
      example: {
        flows: [
          { host: 'alice', source: 4000 },
          { host: 'bob', source: 4000 },
          { host: 'carol', source: 4000 },
        ],
        order: [2, 0, 1, 0, 0, 0],
        text: 'hello',
      },
      runs: 12,
    },
    async ({ flows, order, text }, { alice, bob, carol, server }, { port, answered }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const hosts = { alice, bob, carol }
      const clients = []
      for (const { host, source } of flows) {
        const socket = await hosts[host].tcp({ label: `${host} ${source}`, set: { SO_REUSEADDR: true } })
        await socket.bind(hosts[host].at(source))
        const { errno } = await answered(socket.tryConnect(address))
        const accepted = errno === null ? await listener.accept([], `for ${host} ${source}`) : null
        clients.push({ host, socket, accepted, errno, sent: `${text} from ${host} ${source}` })
      }
      for (const { socket, sent, errno } of clients) if (errno === null) await socket.send(sent)
      for (const { accepted } of shuffled(clients, order)) {
        if (accepted === null) continue
        const question = await answered(accepted.tryRecv(200))
        if (question.errno === null && question.value.length > 0) await accepted.send(question.value)
      }
      const heard: string[] = []
      for (const { socket, errno } of clients) heard.push(errno ?? textOf(await answered(socket.tryRecv(200))))
      return { sent: clients.map(({ sent }) => sent), heard, errors: clients.map(({ errno }) => errno) }
    },
  ),

  judge: ({ sent, heard, errors }) => [
    equal(
      errors.filter((errno) => errno !== null),
      [],
      'errors of connect()',
    ),
    distinct(sent, 'texts that the clients sent'),
    equal(heard, sent, 'what came back to each client: its own text'),
  ],
})

/** The values in another order, as the numbers pick them. */
function shuffled<Value>(values: readonly Value[], order: readonly number[]): readonly Value[] {
  const left = [...values]
  return values.flatMap((_, index) => left.splice((order[index] ?? 0) % left.length, 1))
}
