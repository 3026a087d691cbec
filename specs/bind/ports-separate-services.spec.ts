import {
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  receiveAt,
  rfc,
  SOCKET_KINDS,
  type Socket,
  serverAt,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { portDoesNotMatter } from '../../harness/sockets/mutants/bind/per-host.ts'
import { oneByteGoesAstray, recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'

const KINDS = [...TCP_KINDS, ...UDP_KINDS] as const

export default claim({
  says: 'Ports tell the services of one host apart: with many services, each on its own port, each gets the bytes of its own clients and no others.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'an address leads to the machine, a port to one service on it, so that one machine can run many'),
    material('B', 'ports let several programs use the network at once without confusion'),
    rfc(9293, '3.3.1'),
    rfc(768),
    man('ip', 7, 'Address format'),
  ],
  why:
    'All packets for a host come in by the same interface, for the same address. The destination port in each TCP segment ' +
    'and UDP datagram says which socket’s queue it goes into, and every socket has a queue of its own.',
  method: [
    'Services of one kind bind one address, each with a port of its own; a client connects a socket to each.',
    'Texts are sent to the services in a given order, which mixes them.',
    'What came out at each service is laid beside what was sent to it; then there must be nothing left.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.1 3490 & nc -l 127.0.0.1 3491 > /tmp/other &', see: '(two services)' },
    {
      run: 'echo one | nc -N 127.0.0.1 3490; echo other | nc -N 127.0.0.1 3491',
      see: 'one on the terminal, other in the file',
    },
  ],
  mutants: [portDoesNotMatter, recvTakesTheNeighbours, oneByteGoesAstray],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        services: fc.integer({ min: 2, max: 6 }),
        messages: fc.array(fc.record({ to: fc.nat(5), text: fc.string({ minLength: 1 }) }), { maxLength: 20 }),
      }),
      example: {
        kind: 'TCP over IPv4',
        services: 3,
        messages: [
          { to: 0, text: 'GET / ' },
          { to: 1, text: 'HELO' },
          { to: 0, text: 'HTTP/1.1' },
          { to: 2, text: 'ssh' },
        ],
      },
      edges: KINDS.map((kind) => ({ kind, services: 2, messages: [1, 0, 1].map((to) => ({ to, text: `for ${to}` })) })),
      runs: 30,
    },
    async ({ kind: name, services, messages }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const at: Socket[] = []
      const clients: Socket[] = []
      for (let number = 1; number <= services; number += 1) {
        const address = kind.loopback(tools.port())
        const service = await serverAt(server, kind, address, { label: `service ${number}` })
        const socket = await client.open(kind, { label: `client ${number}` })
        await socket.connect(address)
        at.push(service)
        clients.push(socket)
      }
      const sent: string[] = at.map(() => '')
      for (const { to, text } of messages) {
        await clients[to % services]?.send(text)
        sent[to % services] += text
      }
      const received = []
      for (const [index, service] of at.entries()) {
        received.push(await receiveAt(kind, service, Buffer.byteLength(sent[index] ?? ''), tools))
      }
      return { sent, received: received.map(({ text }) => text), left: received.map(({ further }) => further) }
    },
  ),

  judge: ({ sent, received, left }) => [
    equal(received, sent, 'what the services received, one after the other'),
    equal(
      left,
      sent.map(() => 'EAGAIN'),
      'what one more recv() gives at each of them',
    ),
  ],
})
