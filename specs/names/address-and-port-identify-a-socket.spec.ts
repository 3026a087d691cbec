import {
  addressText,
  butNot,
  claim,
  connected,
  distinct,
  equal,
  loopback,
  man,
  material,
  rfc,
  type Socket,
  scenario,
  trueWhen,
} from '../../harness/index.ts'
import { bindShares } from '../../harness/sockets/mutants/bind/bind.ts'
import { everyPeerIsTheFirst } from '../../harness/sockets/mutants/demux.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

export default claim({
  says: 'An IP address and a port together identify a socket uniquely.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('B', 'a socket is uniquely identified by an IP address and a port number'),
    material('D', 'a socket is one end point, named by a host and a port'),
    rfc(9293, '3.4.1'),
    rfc(6056, '2'),
    man('socket', 7, 'SO_REUSEPORT'),
  ],
  why:
    'A listener has its address and port for itself, unless several agree to share it with SO_REUSEPORT. But every socket ' +
    'that it accepts has the same local address and port as the listener: RFC 9293 names a connection by both ends, so ' +
    'what is unique is the 4-tuple. A server with a thousand clients has a thousand and one sockets at one address and port.',
  method: [
    'A server listens; a second socket tries to bind the same address and port.',
    'Three clients connect and are accepted; the local and the peer’s address of every socket are read.',
    'Two sockets with SO_REUSEPORT listen at one address and port.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; l = socket.create_server((\'127.0.0.1\', 3490)); a = l.accept(); b = l.accept(); input()"',
      see: 'waits for two clients',
    },
    {
      run: 'nc -d 127.0.0.1 3490 & nc -d 127.0.0.1 3490 & ss -tan "sport = 3490"',
      see: 'three sockets with the local address 127.0.0.1:3490',
    },
  ],
  mutants: [bindShares, portOneTooHigh('getsockname'), everyPeerIsTheFirst, optionIgnored('SO_REUSEPORT')],

  experiment: scenario(loopback(['server', 'client']), async ({ server, client }, { port, say }) => {
    const address = server.at(port())
    const listener = await server.listener(address.port)
    const second = await (await server.tcp({ label: 'second' })).tryBind(address)

    say('three clients')
    const accepted: Socket[] = []
    for (let i = 1; i <= 3; i += 1) {
      accepted.push(
        (await connected(client, address, listener, { client: `client ${i}`, server: `accepted ${i}` })).server,
      )
    }
    const local: string[] = []
    for (const socket of [listener, ...accepted]) local.push(addressText(await socket.localAddress()))
    const tuples: string[] = []
    for (const socket of accepted) {
      tuples.push(`${addressText(await socket.localAddress())} ${addressText(await socket.peerAddress())}`)
    }

    say('a group')
    const shared = server.at(port())
    const group = []
    for (const label of ['first of the group', 'second of the group']) {
      const member = await server.tcp({ label, set: { SO_REUSEPORT: true } })
      group.push((await member.tryBind(shared)).errno ?? (await member.tryListen(5)).errno)
    }
    return { second: second.errno, address: addressText(address), local, tuples, group }
  }),

  judge: ({ second, address, local, tuples, group }) => [
    trueWhen(
      'the socket listens, and has not agreed to share',
      equal(second, 'EADDRINUSE', 'error of a second bind()'),
    ),
    butNot(
      'sockets were accepted: they have the listener’s address and port, and only the 4-tuple is unique',
      equal(
        local,
        [address, address, address, address],
        'local addresses of the listener and of three accepted sockets',
      ),
      distinct(tuples, '4-tuples of the accepted sockets'),
    ),
    butNot('listeners share with SO_REUSEPORT', equal(group, [null, null], 'errors of bind() and listen() of two')),
  ],
})
