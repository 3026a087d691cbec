import {
  butNot,
  claim,
  distinct,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
  trueWhen,
} from '../../harness/index.ts'
import { connectTakesThePortForAll } from '../../harness/sockets/mutants/bind/local-port.ts'
import { connectAlwaysSucceeds } from '../../harness/sockets/mutants/connect/connect.ts'
import { everySocketHasTheFirstPort } from '../../harness/sockets/mutants/names.ts'

export default claim({
  says: 'When a client connects once more, the operating system gives the new connection another source port.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('A', 'even two connections from one client machine have different source ports'),
    rfc(9293, '3.4.1'),
    rfc(6056, '3.3'),
    man('connect', 2, 'ERRORS'),
  ],
  why:
    'What must differ is the 4-tuple, not the port. Between the same two addresses and to the same server port only the ' +
    'source port is left to differ, so each connection gets another one. To another destination the 4-tuple differs ' +
    'already, and Linux may give a port that a connection of the same client has: with a range of a single port it must.',
  method: [
    'The client opens several connections to one server and keeps them; their local ports are compared.',
    'Then its ephemeral range is narrowed to one port.',
    'It connects to the server, to the server again, and to another host.',
  ],
  byHand: [
    {
      run: 'nc -lk 127.0.0.1 3490 & for i in 1 2 3; do nc 127.0.0.1 3490 & done; ss -tn "dport = :3490"',
      see: 'three local ports',
    },
    {
      run: 'sysctl -w net.ipv4.ip_local_port_range="20000 20000"',
      see: '(in unshare -n) one connection a destination, all from port 20000',
    },
  ],
  mutants: [everySocketHasTheFirstPort, connectAlwaysSucceeds, connectTakesThePortForAll],

  experiment: forAll(
    lan(['client', 'server', 'other'], { ipv6: true }),
    {
      inputs: fc.record({ kind: fc.constantFrom(...TCP_KINDS), connections: fc.integer({ min: 2, max: 12 }) }),
      example: { kind: 'TCP over IPv4', connections: 3 },
      edges: [
        { kind: 'TCP over IPv6', connections: 2 },
        { kind: 'TCP over IPv4-mapped IPv6', connections: 2 },
      ],
      runs: 12,
    },
    async ({ kind: name, connections }, { client, server, other }, { port, say }) => {
      const kind = SOCKET_KINDS[name]
      const address = kind.at(server, port())
      await server.listener(address.port, { kind })
      await other.listener(address.port, { kind })
      const open = (label: string) => client.open(kind, { label })
      const ports = []
      for (let count = 1; count <= connections; count += 1) {
        const socket = await open(`connection ${count}`)
        await socket.connect(address)
        ports.push(await socket.localPort())
      }

      say('One ephemeral port is left')
      client.setSysctl('ipv4.ip_local_port_range', `${ONLY} ${ONLY}`)
      await (await open('first')).connect(address)
      const again = await (await open('again')).tryConnect(address)
      const elsewhere = await open('elsewhere')
      const { errno } = await elsewhere.tryConnect(kind.at(other, address.port))
      return { ports, again: again.errno, elsewhere: errno, portElsewhere: await elsewhere.localPort() }
    },
  ),

  judge: (seen) => [
    trueWhen(
      'the destination is the same',
      distinct(seen.ports, 'local ports of the connections to one server'),
      equal(seen.again, 'EADDRNOTAVAIL', 'error of connect() to the same server when its only port is taken'),
    ),
    butNot(
      'the destination is another',
      equal(seen.elsewhere, null, 'error of connect() to another host when the only port is taken'),
      equal(seen.portElsewhere, ONLY, 'local port of the connection to another host'),
    ),
  ],
})

/** The only port of the narrowed range; outside of the usual one, so that no connection has it before. */
const ONLY = 20_000
