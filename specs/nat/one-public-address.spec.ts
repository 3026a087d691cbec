import {
  addressText,
  claim,
  equal,
  fc,
  forAll,
  man,
  material,
  nat,
  rfc,
  type SocketAddress,
} from '../../harness/index.ts'
import { onePacketLeaks, routerDoesNotTranslate } from '../../harness/lab/mutants/nat.ts'
import { peersHaveTheirOwnAddress } from '../../harness/sockets/mutants/names.ts'

/** The public address of the router. */
const ROUTER = '203.0.113.1'

const PRIVATE = /^10\./

export default claim({
  says: 'Behind a NAT router the server sees every host of the LAN under one address, the router’s public one.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'a home router has one public address, and all the devices behind it share it'),
    rfc(2663, '4.1.2'),
    rfc(3022, '2.2'),
    man('nft', 8, 'NAT STATEMENTS'),
  ],
  why:
    'Private addresses mean nothing outside of the LAN: no router there knows a way back to them. So the router puts its ' +
    'own public address in place of the source of every packet that leaves, and tells hosts apart by the port alone. ' +
    'With one address for all, a server cannot know how many hosts are behind it.',
  method: [
    'LAN hosts open flows to a server outside, by TCP and UDP, from any source ports.',
    'The server tells whom it sees: getpeername() of each connection, the sender of each datagram.',
    'The sources of all packets that leave the router are read off the wire.',
  ],
  byHand: [
    { run: 'nc -l -v 3490', see: 'on the server: Connection received on 203.0.113.1, whichever LAN host runs nc' },
    { run: 'tcpdump -ni eth1 "src net 10.0.0.0/8"', see: 'on the router’s outer interface: nothing' },
  ],
  mutants: [routerDoesNotTranslate, peersHaveTheirOwnAddress, onePacketLeaks],

  experiment: forAll(
    nat({ inside: ['alice', 'bob', 'carol'], outside: ['server'] }),
    {
      inputs: fc.array(
        fc.record({
          host: fc.constantFrom('alice', 'bob', 'carol'),
          transport: fc.constantFrom('TCP', 'UDP'),
        }),
        { minLength: 1, maxLength: 8 },
      ),
      example: [
        { host: 'alice', transport: 'TCP' },
        { host: 'bob', transport: 'TCP' },
        { host: 'carol', transport: 'UDP' },
      ],
      runs: 12,
    },
    async (flows, { alice, bob, carol, router, server }, { port }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const receiver = await server.udp({ label: 'receiver' })
      await receiver.bind(address)
      const hosts = { alice, bob, carol }
      const peers: string[] = []
      for (const { host, transport } of flows) {
        if (transport === 'TCP') {
          await hosts[host].connect(address, { label: host })
          peers.push(hostOf(await (await listener.accept()).peerAddress()))
        } else {
          await (await hosts[host].udp({ label: host })).sendTo(address, host)
          const { from } = await receiver.recvFrom(100)
          peers.push(from === null ? 'nobody' : hostOf(from))
        }
      }
      const leaving = router.wire
        .packets()
        .filter(({ link, direction, destinationPort }) => {
          return link === 'wan' && direction === 'out' && destinationPort === address.port
        })
        .map(({ from }) => from.split(':')[0] ?? '')
      const entering = router.wire
        .packets()
        .filter(({ link, direction, destinationPort }) => {
          return link === 'lan' && direction === 'in' && destinationPort === address.port
        })
        .map(({ from }) => from.split(':')[0] ?? '')
      return { peers, entering: [...new Set(entering)], leaving: [...new Set(leaving)] }
    },
  ),

  judge: ({ peers, entering, leaving }, flows) => [
    equal(
      peers,
      flows.map(() => ROUTER),
      'whom the server sees, flow by flow',
    ),
    equal(entering.length, new Set(flows.map(({ host }) => host)).size, 'LAN hosts whose packets came to the router'),
    equal(
      entering.filter((from) => !PRIVATE.test(from)),
      [],
      'sources in the LAN that are not private',
    ),
    equal(leaving, [ROUTER], 'sources of the packets that left the router'),
  ],
})

function hostOf(address: SocketAddress): string {
  return addressText(address).replace(/:\d+$/, '')
}
