import { butNot, claim, distinct, equal, fc, forAll, lan, man, material, rfc, trueWhen } from '../../harness/index.ts'
import { connectAlwaysSucceeds } from '../../harness/sockets/mutants/connect.ts'
import { connectTakesThePortForAll } from '../../harness/sockets/mutants/local-port.ts'
import { everySocketHasTheFirstPort } from '../../harness/sockets/mutants/names.ts'

export default claim({
  says: 'When a client connects once more, the operating system gives the new connection another source port.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('A', 'even two connections from one client machine have different source ports'),
    rfc(9293, '3.4.1'),
    rfc(6056, '3.3'),
    man('connect', 2, 'EADDRNOTAVAIL'),
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
    lan(['client', 'server', 'other']),
    { inputs: fc.record({ connections: fc.integer({ min: 2, max: 12 }) }), example: { connections: 3 }, runs: 15 },
    async ({ connections }, { client, server, other }, { port, say }) => {
      const address = server.at(port())
      await server.listener(address.port)
      await other.listener(address.port)
      const ports = []
      for (let count = 1; count <= connections; count += 1) {
        ports.push(await (await client.connect(address, { label: `connection ${count}` })).localPort())
      }

      say('One ephemeral port is left')
      client.setSysctl('ipv4.ip_local_port_range', `${ONLY} ${ONLY}`)
      await client.connect(address, { label: 'first' })
      const again = await (await client.tcp({ label: 'again' })).tryConnect(address)
      const elsewhere = await client.tcp({ label: 'elsewhere' })
      const { errno } = await elsewhere.tryConnect(other.at(address.port))
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
