import {
  between,
  claim,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  rfc,
  SOCKET_KINDS,
  sysctl,
  TCP_KINDS,
} from '../../harness/index.ts'
import { connectIgnoresTheRange } from '../../harness/sockets/mutants/bind/local-port.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { synFromAnotherPort } from '../../harness/wire/mutants/tcp-ports.ts'

export default claim({
  says: 'connect() on a socket that was not bound chooses a local port from the ephemeral range; getsockname() tells it, and the SYN bears it.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'connect() has the operating system assign an ephemeral port'),
    material('C', 'connect() chooses a free port and binds to it before it sends the SYN'),
    material('D', 'the operating system assigns the client a port when it connects'),
    rfc(6056, '3.3'),
    man('ip', 7, 'ip_local_port_range'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  why:
    'A connection needs four numbers, and a client that called only socket() and connect() has named two: the server’s ' +
    'address and port. The kernel adds its own address on the way there and a free port. It takes the port from a range ' +
    'that is set aside for this, so that it does not collide with the ports of servers.',
  method: [
    'The client’s host is given an ephemeral range, which may be a single port.',
    'A socket that was never bound connects to the server.',
    'Its local port before and after, and the source port of its SYN, are observed.',
  ],
  byHand: [
    { run: 'sysctl net.ipv4.ip_local_port_range', see: 'the first and the last ephemeral port' },
    {
      run: 'nc -l 127.0.0.1 3490 & nc 127.0.0.1 3490 & sleep 1; ss -tn "dport = :3490"',
      see: 'a local port in that range',
    },
  ],
  mutants: [connectIgnoresTheRange, portOneTooHigh('getsockname'), synFromAnotherPort],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        first: fc.integer({ min: 1024, max: 65_000 }),
        ports: fc.integer({ min: 1, max: 500 }),
      }),
      example: { kind: 'TCP over IPv4', first: 50_000, ports: 10 },
      edges: [
        { kind: 'TCP over IPv6', first: 65_535, ports: 1 },
        { kind: 'TCP over IPv4-mapped IPv6', first: 1024, ports: 1 },
      ],
      runs: 40,
    },
    async ({ kind: name, first, ports }, { client, server }, { port }) => {
      const kind = SOCKET_KINDS[name]
      client.setSysctl('ipv4.ip_local_port_range', `${first} ${first + ports - 1}`)
      const address = kind.at(server, port())
      await server.listener(address.port, { kind })
      const socket = await client.open(kind, { label: 'client' })
      const before = await socket.localPort()
      await socket.connect(address)
      const after = await socket.localPort()
      const [syn] = server.wire.tcp(address.port)
      return { before, after, syn: syn?.sourcePort ?? null }
    },
  ),

  judge: ({ before, after, syn }, { first, ports }) => [
    equal(before, 0, 'local port before connect()'),
    between(after, [first, first + ports - 1], 'local port after connect()'),
    equal(syn, after, 'source port of the SYN'),
  ],
})
