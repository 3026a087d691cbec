import {
  addressText,
  claim,
  distinct,
  eachSegmentOnce,
  equal,
  fc,
  forAll,
  kernel,
  material,
  nat,
  rfc,
  translationsInTable,
} from '../../harness/index.ts'
import { routerDoesNotTranslate, tableDoublesAFlow } from '../../harness/lab/mutants/nat.ts'
import { everyPeerIsTheFirst } from '../../harness/sockets/mutants/demux.ts'
import { portsOutsideCollapse } from '../../harness/wire/mutants/ports.ts'

const HOSTS = ['alice', 'bob', 'carol'] as const

export default claim({
  says: 'No two live flows share a public 4-tuple: at every moment a packet that comes in belongs to exactly one of them.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the router gives each connection a port of its own, so that its table stays unambiguous'),
    rfc(3022, '2.2'),
    rfc(4787, '4.1'),
    kernel('networking/nf_conntrack-sysctl'),
  ],
  why:
    'Outside, a flow is known by protocol, the router’s address and port, and the server’s address and port. The router ' +
    'chooses its port such that this combination is not in the table yet. Only the whole of it has to be unlike all ' +
    'others: two flows may have the same public port if they go to different servers.',
  method: [
    'Hosts of the LAN open flows from a few source ports, so that many are equal, to either of two ports of one server.',
    'With all flows alive, the public ends are read from the wire, from the router’s table, and from the server’s sockets.',
    'All three lists must have each flow once, and the same ones.',
  ],
  byHand: [
    {
      run: "conntrack -L -p tcp | grep -o 'src=203.*' | sort | uniq -d",
      see: 'on the router: nothing, for no reply tuple stands there twice',
    },
  ],
  mutants: [routerDoesNotTranslate, tableDoublesAFlow, everyPeerIsTheFirst, portsOutsideCollapse],

  experiment: forAll(
    nat({ inside: HOSTS, outside: ['server'] }),
    {
      inputs: fc.uniqueArray(
        fc.record({
          host: fc.constantFrom(...HOSTS),
          source: fc.constantFrom(4000, 4001),
          service: fc.constantFrom(0, 1),
        }),
        // A host's own socket has one destination.
        { selector: ({ host, source }) => `${host} ${source}`, minLength: 2, maxLength: 6 },
      ),
      example: [
        { host: 'alice', source: 4000, service: 0 },
        { host: 'bob', source: 4000, service: 0 },
        { host: 'carol', source: 4000, service: 1 },
      ],
      runs: 12,
    },
    async (flows, { alice, bob, carol, router, server }, { port }) => {
      const hosts = { alice, bob, carol }
      const addresses = [server.at(port()), server.at(port())] as const
      const listeners = [await server.listener(addresses[0].port), await server.listener(addresses[1].port)] as const
      const accepted: string[] = []
      for (const { host, source, service } of flows) {
        const [address, listener] = [addresses[service as 0 | 1], listeners[service as 0 | 1]]
        const socket = await hosts[host].tcp({ label: `${host} ${source}`, set: { SO_REUSEADDR: true } })
        await socket.bind(hosts[host].at(source))
        await socket.connect(address)
        const end = await listener.accept([], `for ${host} ${source}`)
        accepted.push(`${addressText(await end.peerAddress())} → ${addressText(address)}`)
      }
      const services: readonly number[] = addresses.map((address) => address.port)
      const leaving = router.wire.packets().filter(({ link, flags, destinationPort }) => {
        return link === 'wan' && flags === 'SYN' && services.includes(destinationPort ?? 0)
      })
      const syns = eachSegmentOnce(leaving).map(({ from, to }) => `${from} → ${to}`)
      const table = translationsInTable(router.conntrack().filter(({ reply }) => services.includes(reply.sourcePort)))
      return { accepted: accepted.toSorted(), wire: syns.toSorted(), table: table.map(({ as }) => as).toSorted() }
    },
  ),

  judge: ({ accepted, wire, table }, flows) => [
    equal(wire.length, flows.length, 'SYNs on the outer link, one a flow'),
    distinct(wire, 'public 4-tuples on the wire'),
    equal(table, wire, 'public 4-tuples in the router’s table, and on the wire'),
    equal(accepted, wire, 'public 4-tuples at the server, and on the wire'),
    equal(
      wire.filter((tuple) => !tuple.startsWith('203.0.113.1:')),
      [],
      'flows that left with an address that is not the router’s',
    ),
  ],
})
