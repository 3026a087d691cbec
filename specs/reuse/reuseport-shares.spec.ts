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
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { connectionComesTwice } from '../../harness/sockets/mutants/accept/accept-again.ts'
import { recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { onlyFirstListens } from '../../harness/sockets/mutants/reuse/reuseport.ts'

export default claim({
  says: 'With SO_REUSEPORT on all of them, n sockets listen at one port, and every connection comes to exactly one of them.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'reuse of ports is among the socket options that help performance'),
    man('socket', 7, 'SO_REUSEPORT'),
  ],
  why:
    'The listeners form a group, and each has an accept queue of its own. When a SYN comes the kernel chooses one of the ' +
    'group for it; from there on the connection is that listener’s alone. So n processes can accept at one port ' +
    'without taking turns at a single queue.',
  method: [
    'n sockets with SO_REUSEPORT listen at one port, and k clients connect; nobody accepts until all are connected.',
    'Each listener accepts all that its queue holds; the accepted sockets’ peers are laid beside the clients’ addresses.',
    'Each client then sends its number, and each accepted socket is read.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; L = [socket.socket() for _ in range(3)]; [(l.setsockopt(1, 15, 1), l.bind(('127.0.0.1', 3490)), l.listen()) for l in L]; input()"`,
      see: 'three listeners with SO_REUSEPORT (15), until Enter is pressed',
    },
    {
      run: 'for i in 1 2 3 4 5 6; do nc -z 127.0.0.1 3490; done; ss -ltn "sport = 3490"',
      see: 'three lines, whose Recv-Q add up to 6',
    },
  ],
  mutants: [optionIgnored('SO_REUSEPORT'), onlyFirstListens, connectionComesTwice, recvTakesTheNeighbours],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        listeners: fc.integer({ min: 1, max: 5 }),
        clients: fc.integer({ min: 0, max: 12 }),
      }),
      example: { kind: 'TCP over IPv4', listeners: 3, clients: 6 },
      edges: [
        { kind: 'TCP over IPv6', listeners: 2, clients: 4 },
        { kind: 'TCP over IPv4-mapped IPv6', listeners: 2, clients: 4 },
      ],
      runs: 15,
    },
    async ({ kind, listeners, clients }, { client, server }, { port, say, eventually, answered }) => {
      const of = SOCKET_KINDS[kind]
      const address = of.loopback(port())
      const group: Socket[] = []
      const errors: (string | null)[] = []
      for (let i = 1; i <= listeners; i += 1) {
        const set = { SO_REUSEPORT: true }
        const socket = await server.open(of, { label: `listener ${i}`, nonblocking: true, set })
        const bind = await socket.tryBind(address)
        errors.push(bind.errno ?? (await socket.tryListen(clients)).errno)
        group.push(socket)
      }
      const states = await Promise.all(group.map((socket) => server.tcpState(socket)))

      say(`${clients} clients connect`)
      const sockets: Socket[] = []
      for (let i = 1; i <= clients; i += 1) sockets.push(await client.connect(address, { label: `client ${i}` }))
      const queues = () => Promise.all(group.map((socket) => server.queueLength(socket)))
      const waiting = await eventually(queues, (lengths) => sum(lengths) === clients)

      say('each listener accepts what it has')
      const accepted: Socket[] = []
      for (const [index, socket] of group.entries()) {
        // One more than it has says that there is no other.
        for (let count = 0; count <= (waiting[index] ?? 0); count += 1) {
          const { value } = await socket.tryAccept([], `at listener ${index + 1}`)
          if (value !== null) accepted.push(value)
        }
      }
      const peers: string[] = []
      for (const socket of accepted) peers.push(addressText(await socket.peerAddress()))
      const locals: string[] = []
      for (const [index, socket] of sockets.entries()) {
        locals.push(addressText(await socket.localAddress()))
        await socket.send(`client ${index + 1}`)
      }
      const read: Record<string, string> = {}
      for (const [index, socket] of accepted.entries())
        read[peers[index] ?? ''] = textOf(await answered(socket.tryRecv(99)))
      return { errors, states, accepted: peers, clients: locals, read }
    },
  ),

  judge: (seen, { listeners }) => [
    equal(seen.errors, Array<null>(listeners).fill(null), 'errors of bind() and listen(), by listener'),
    equal(seen.states, Array<string>(listeners).fill('LISTEN'), 'states of the listeners'),
    distinct(seen.accepted, 'peers of the accepted sockets of all listeners'),
    equal(seen.accepted.toSorted(), seen.clients.toSorted(), 'the same beside the addresses of the clients'),
    equal(
      seen.read,
      Object.fromEntries(seen.clients.map((address, index) => [address, `client ${index + 1}`])),
      'what is read of each peer',
    ),
  ],
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
