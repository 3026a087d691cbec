import {
  addressText,
  claim,
  equal,
  fc,
  forAll,
  type Host,
  loopback,
  man,
  posix,
  SOCKET_KINDS,
  type SocketKind,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptInOrderOfConnect, acceptTakesTheLast } from '../../harness/sockets/mutants/accept/accept-order.ts'
import { everyPeerIsTheFirst, recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'

export default claim({
  says: 'accept() gives waiting clients in the order in which their handshakes completed, which need not be that of their SYNs.',
  level: 'platform',
  reading: 'holds',
  behaviours: [27],
  sources: [posix('accept'), man('accept', 2, 'DESCRIPTION')],
  why:
    'The accept queue is a list: a connection joins it at the tail when its final ACK has come, and accept() takes the ' +
    'head. Until that ACK the kernel keeps only a half-open connection, which is in no order. Usually both orders agree; ' +
    'over links of different length the client that knocked first may well be the last to be connected.',
  method: [
    'k clients connect in turn, and keep their final ACKs for the first data that they send.',
    'In a given order each sends its number; before the next one does, its connection must stand in the accept queue.',
    'The server accepts all of them; their addresses and what they have sent tell who came out when.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input(); [print(s.accept()[0].recv(9)) for _ in range(3)]"',
      see: 'it waits, without having called accept()',
    },
    {
      run: `python3 -c "import socket; C = [socket.socket() for _ in range(3)]; [(c.setsockopt(6, 12, 0), c.connect(('127.0.0.1', 3490))) for c in C]; [C[i].send(b'client %d' % i) for i in (2, 0, 1)]; input()"`,
      see: 'after Enter in the server: client 2, client 0, client 1',
    },
  ],
  mutants: [acceptTakesTheLast, acceptInOrderOfConnect, everyPeerIsTheFirst, recvTakesTheNeighbours],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }),
    {
      inputs: fc.record({ kind: fc.constantFrom(...TCP_KINDS), order: fc.integer({ min: 1, max: 6 }).chain(shuffled) }),
      example: { kind: 'TCP over IPv4', order: [2, 0, 1] },
      edges: [
        { kind: 'TCP over IPv6', order: [1, 0] },
        { kind: 'TCP over IPv4-mapped IPv6', order: [1, 2, 0] },
      ],
      runs: 25,
    },
    async ({ kind, order }, hosts, tools) => {
      const { listener, clients } = await tools.until(
        'the handshakes to complete in the given order',
        () => completeInOrder(order, SOCKET_KINDS[kind], hosts, tools),
        ({ inOrder }) => inOrder,
      )
      const names = await Promise.all(clients.map(async (socket) => addressText(await socket.localAddress())))
      const seen = { accepted: [] as number[], received: [] as string[] }
      for (const _ of order) {
        const { value: far } = await listener.tryAccept()
        const peer = await far?.tryPeerAddress()
        seen.accepted.push(peer?.value ? names.indexOf(addressText(peer.value)) : -1)
        seen.received.push(far === null ? '' : textOf(await far.tryRecv(100, ['MSG_DONTWAIT'])))
      }
      return { ...seen, afterwards: (await listener.tryAccept()).errno }
    },
  ),

  judge: ({ accepted, received, afterwards }, { order }) => [
    equal(accepted, order, 'clients in the order in which accept() gave them, by number'),
    equal(received, order.map(String), 'what each of them had sent'),
    equal(afterwards, 'EAGAIN', 'error of one accept() more'),
  ],
})

/** Every order of so many clients. */
function shuffled(count: number): fc.Arbitrary<number[]> {
  const all = Array.from({ length: count }, (_, number) => number)
  return fc.shuffledSubarray(all, { minLength: count, maxLength: count })
}

type Sides = { readonly client: Host; readonly server: Host }

/**
 * Clients connect in turn and complete their handshakes in an order: each with the first data that it sends. The kernel
 * sends a final ACK by itself after 200 ms, so a starved process may find another order; then it is to be done again.
 */
async function completeInOrder(order: readonly number[], kind: SocketKind, { client, server }: Sides, tools: Tools) {
  const port = tools.port()
  const listener = await server.listener(port, { kind, nonblocking: true })
  const queue = () => server.queueLength(listener)
  const clients = []
  for (const number of order.keys()) {
    const socket = await client.open(kind, { label: `client ${number}`, set: { TCP_QUICKACK: false } })
    await socket.connect(kind.at(server, port))
    clients.push(socket)
  }
  let inOrder = true
  for (const [place, number] of order.entries()) {
    inOrder &&= (await queue()) === place
    await clients[number]?.send(String(number))
    await tools.eventually(queue, (length) => length > place)
  }
  return { listener, clients, inOrder: inOrder && (await queue()) === order.length }
}
