import type { Socket, Tools } from '../../harness/index.ts'
import {
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  posix,
  rfc,
  SOCKET_KINDS,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { everyoneIsTheFirstPeer, firstPeerIsTheOnlyOne } from '../../harness/sockets/mutants/udp/datagram-peers.ts'

export default claim({
  says: 'One UDP socket serves any number of peers: recvfrom() tells who sent each datagram, and sendto() answers that one.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'UDP sends messages without a connection'),
    rfc(768),
    posix('recvfrom'),
    posix('sendto'),
    man('udp', 7),
  ],
  why:
    'A UDP socket that is not connected belongs to nobody: the kernel gives it every datagram for its address and port, ' +
    'each with the address of its sender. There is no listener, no accept() and no socket a client, so a server needs one ' +
    'descriptor for all of its clients, and must tell them apart itself.',
  method: [
    'Up to six clients ask a server’s only socket, in a given order, so often as given.',
    'The server receives each question with recvfrom() and answers the address that it tells with sendto().',
    'Each client reads its answers; the senders that the server saw are compared with the clients’ ports.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; u=s.socket(type=s.SOCK_DGRAM); u.bind(('127.0.0.1',3490)); [u.sendto(b'you are %r' % (f,), f) for _,f in iter(lambda: u.recvfrom(99), None)]"`,
      see: 'it serves for ever',
    },
    { run: 'for i in 1 2 3; do echo hello | nc -u -w1 127.0.0.1 3490; echo; done', see: 'each is told its own port' },
  ],
  mutants: [everyoneIsTheFirstPeer, firstPeerIsTheOnlyOne],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...UDP_KINDS),
        clients: fc.integer({ min: 1, max: 6 }),
        order: fc.array(fc.nat({ max: 5 }), { maxLength: 12 }),
      }),
      example: { kind: 'UDP over IPv4', clients: 3, order: [0, 1, 2, 0] },
      edges: UDP_KINDS.map((kind) => ({ kind, clients: 2, order: [0, 1, 0, 1, 1] })),
      runs: 40,
    },
    async ({ kind: name, clients: count, order }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const at = tools.port()
      const receiver = await server.receiver(at, { kind, label: 'server' })
      const clients: Socket[] = []
      for (let index = 0; index < count; index += 1) {
        clients.push(await client.open(kind, { label: `client ${index}` }))
      }
      const asked = order.map((index) => clients[index % count] as Socket)
      for (const [number, socket] of asked.entries()) {
        await socket.sendTo(kind.at(server, at), `question ${number}`)
      }
      const senders = await answerAll(receiver, asked.length, tools)
      const ports = []
      for (const socket of clients) ports.push(await socket.localPort())

      const answers: string[] = []
      for (const socket of asked) {
        const result = await tools.answered(socket.tryRecv(100))
        answers.push(textOf(result))
        if (result.errno !== null) break
      }
      return { ports, senders, answers, peer: (await receiver.tryPeerAddress()).errno }
    },
  ),

  judge: ({ ports, senders, answers, peer }, { clients, order }) => {
    const asked = order.map((index) => index % clients)
    return [
      equal(
        senders,
        asked.map((index) => ports[index] ?? null),
        'ports of the senders, as recvfrom() tells them',
      ),
      equal(
        answers,
        asked.map((_index, number) => `answer to question ${number}`),
        'answers, each at the client that had asked',
      ),
      equal(peer, 'ENOTCONN', 'what getpeername() says of the server’s socket'),
    ]
  },
})

/** Receives so many questions and answers each; gives the ports that they came from. */
async function answerAll(receiver: Socket, count: number, { answered }: Tools) {
  const ports: (number | null)[] = []
  while (ports.length < count) {
    const { value, errno } = await answered(receiver.tryRecvFrom(100))
    if (errno !== null || value.from === null) return ports
    ports.push('port' in value.from ? value.from.port : null)
    await receiver.sendTo(value.from, `answer to ${Buffer.from(value.bytes)}`)
  }
  return ports
}
