import type { Host, SeenPacket } from '../../harness/index.ts'
import { addressText, claim, distinct, equal, fc, forAll, kernel, material, nat, rfc } from '../../harness/index.ts'
import {
  routerDoesNotTranslate,
  tableForgetsAFlow,
  tableKeepsTheDead,
  tableMixesUpFlows,
} from '../../harness/lab/mutants/nat.ts'

export default claim({
  says: 'The router keeps a translation table with exactly one entry for each live flow, and the entries agree with the packets on both of its sides.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'the router maintains a translation table to route replies back to the right device'),
    rfc(3022, '2.2'),
    rfc(5382, '4.1'),
    kernel('networking/nf_conntrack-sysctl'),
  ],
  why:
    'A reply that comes in from outside bears only the router’s address and a port. To know whose it is the router must ' +
    'remember, for each flow, which inner address and port it replaced by which outer ones. Linux keeps these in its ' +
    'connection tracking table: every entry has the flow as it came, and the replies that are expected for it.',
  method: [
    'LAN hosts open connections to the server through the router, some of them from the same source port, and keep them.',
    'The table is compared with the SYNs that passed the router, inside and outside, and with the peers that the server sees.',
    'Then half of the connections are reset, and the live entries are counted again.',
  ],
  byHand: [
    {
      run: 'conntrack -L -p tcp --dport 3490',
      see: 'on the router: a line a connection, with the inner and the outer address',
    },
    { run: 'tcpdump -ni eth1 "tcp[tcpflags] == tcp-syn"', see: 'the outer addresses of these lines' },
  ],
  mutants: [tableForgetsAFlow, tableMixesUpFlows, tableKeepsTheDead, routerDoesNotTranslate],

  experiment: forAll(
    nat({ inside: ['alice', 'bob'], outside: ['server'] }),
    {
      inputs: fc.record({
        sources: fc.uniqueArray(fc.integer({ min: 1024, max: 65_535 }), { minLength: 1, maxLength: 4 }),
      }),
      example: { sources: [4000] },
      runs: 6,
    },
    async ({ sources }, { alice, bob, router, server }, { port, eventually }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const connect = async (host: Host, source: number) => {
        const socket = await host.tcp({
          label: `${host.name} ${source}`,
          set: { SO_LINGER: { onoff: true, linger: 0 } },
        })
        await socket.bind(host.at(source))
        await socket.connect(address)
        return { socket, peer: addressText(await (await listener.accept()).peerAddress()) }
      }
      const flows = []
      for (const source of sources) flows.push(await connect(alice, source), await connect(bob, source))

      const live = () =>
        router
          .conntrack()
          .filter(({ state, original }) => state === 'ESTABLISHED' && original.destinationPort === address.port)
      const table = live().map(({ original, reply }) => ({
        inside: `${original.source}:${original.sourcePort}`,
        outside: `${reply.destination}:${reply.destinationPort}`,
      }))
      router.note(`${table.length} live entries`, table)
      const syns = router.wire.tcp(address.port).filter(({ flags }) => flags === 'SYN')
      // Translation changes addresses and ports but not the sequence number, by which a SYN is known on the other side.
      const wire = syns
        .filter(({ link }) => link === 'lan')
        .map((inner) => ({
          inside: inner.from,
          outside: syns.find((outer) => isSame(inner, outer))?.from ?? 'nowhere',
        }))

      for (const { socket } of flows.slice(sources.length)) await socket.close()
      const left = await eventually(
        () => live().length,
        (count) => count === sources.length,
      )
      return { table: inOrder(table), wire: inOrder(wire), peers: flows.map(({ peer }) => peer).sort(), left }
    },
  ),

  judge: ({ table, wire, peers, left }, { sources }) => [
    equal(table.length, 2 * sources.length, 'live entries, one for each connection'),
    equal(table, wire, 'inner and outer ends of the entries, as the SYNs had them on either side'),
    equal(table.map(({ outside }) => outside).sort(), peers, 'outer ends of the entries, as the server sees its peers'),
    distinct(peers, 'outer ends'),
    equal(
      peers.filter((peer) => !peer.startsWith('203.0.113.1:')),
      [],
      'peers that are not the router',
    ),
    equal(left, sources.length, 'live entries after half of the connections were reset'),
  ],
})

/** Whether a SYN outside is the one that was seen inside. */
function isSame(inner: SeenPacket, outer: SeenPacket): boolean {
  const number = ({ packet: { transport } }: SeenPacket) =>
    transport?.kind === 'tcp' ? transport.sequenceNumber : null
  return outer.link === 'wan' && number(outer) === number(inner)
}

/** The pairs in the order of their inner ends. */
function inOrder<Pair extends { inside: string }>(pairs: readonly Pair[]): Pair[] {
  return [...pairs].sort((one, other) => one.inside.localeCompare(other.inside))
}
