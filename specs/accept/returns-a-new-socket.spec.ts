import type { Socket } from '../../harness/index.ts'
import {
  addressText,
  claim,
  distinct,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  posix,
  SOCKET_KINDS,
  TCP_KINDS,
} from '../../harness/index.ts'
import { acceptEndsListening, acceptGivesTheListener } from '../../harness/sockets/mutants/accept/accept.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'

export default claim({
  says: 'accept() returns a new socket, connected to one client; the original socket goes on listening.',
  level: 'must',
  reading: 'holds',
  behaviours: [25],
  sources: [
    material('A', 'accept() returns a socket of its own for the client, and the original one keeps listening'),
    material('B', 'a server socket makes a new socket for each client'),
    posix('accept'),
    man('accept', 2),
  ],
  why:
    'A listening socket has a local address only and carries no data: it stands for «anybody may connect here». Each ' +
    'finished handshake becomes a connection with addresses of its own on both ends. accept() gives the oldest of them a ' +
    'descriptor. Seen from the server it mirrors the client’s: what is local here is the peer there.',
  method: [
    'A server listens; clients connect, and for each the server calls accept().',
    'Descriptors and addresses of both ends of each connection are compared.',
    'At the end the listener is asked whether it still listens.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); print(l); print(l.accept()[0]); input()"`,
      see: 'after nc 127.0.0.1 3490: two sockets, another fd, the same laddr, and raddr only on the second',
    },
    { run: 'ss -tan "sport = :3490"', see: 'one line LISTEN and one line ESTAB' },
  ],
  mutants: [acceptGivesTheListener, acceptEndsListening, portOneTooHigh('getpeername')],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({ kind: fc.constantFrom(...TCP_KINDS), clients: fc.integer({ min: 1, max: 6 }) }),
      example: { kind: 'TCP over IPv4', clients: 2 },
      edges: [
        { kind: 'TCP over IPv6', clients: 3 },
        { kind: 'TCP over IPv4-mapped IPv6', clients: 3 },
      ],
      runs: 20,
    },
    async ({ kind: name, clients }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const port = tools.port()
      const listener = await server.listener(port, { kind })
      const descriptors = [listener.fd]
      const ends = []
      for (let count = 1; count <= clients; count += 1) {
        const near = await client.open(kind, { label: `client ${count}` })
        const { errno } = await near.tryConnect(kind.at(server, port))
        if (errno !== null) return { descriptors, ends, listening: false }
        const accepted = await listener.accept([], `accepted ${count}`)
        descriptors.push(accepted.fd)
        ends.push({ atClient: await namesOf(near), atServer: (await namesOf(accepted)).reverse() })
      }
      return { descriptors, ends, listening: await listener.get('SO_ACCEPTCONN') }
    },
  ),

  judge: ({ descriptors, ends, listening }, { clients }) => [
    distinct(descriptors, 'descriptors of the listener and of what accept() gave'),
    equal(ends.length, clients, 'clients accepted'),
    ...ends.map(({ atClient, atServer }, index) =>
      equal(atServer, atClient, `peer and local address of accepted ${index + 1}, mirror of its client’s`),
    ),
    equal(listening, true, 'the original socket still listens'),
  ],
})

/** Local address and peer, or the error that stands in its place. */
async function namesOf(socket: Socket): Promise<string[]> {
  const results = [await socket.tryLocalAddress(), await socket.tryPeerAddress()]
  return results.map(({ value, errno }) => (errno === null ? addressText(value) : errno))
}
