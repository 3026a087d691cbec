import {
  addressText,
  claim,
  distinct,
  equal,
  fc,
  forAll,
  inOrderOfFlows,
  kernel,
  material,
  nat,
  rfc,
  translationsInTable,
  translationsOnWire,
} from '../../harness/index.ts'
import {
  routerDoesNotTranslate,
  tableDoublesAFlow,
  tableForgetsAFlow,
  tableKeepsTheDead,
  tableMixesUpFlows,
} from '../../harness/lab/mutants/nat.ts'

/** States of an entry whose flow has ended, by FIN or by RST; the kernel removes it when it has aged. */
const ENDED: readonly (string | null)[] = ['TIME_WAIT', 'CLOSE']

export default claim({
  says: 'The router’s translation table holds exactly one entry for each live flow, and it agrees with the packets on both sides; a flow that has ended is no longer live in it.',
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
    'remember, for each flow, which inner address and port it replaced by which outer ones. Linux keeps this in its ' +
    'connection tracking table: every entry has the flow as it came, and the replies that are expected for it. It ' +
    'follows FIN and RST too, so that it knows when a flow has ended and the entry may go.',
  method: [
    'LAN hosts open connections to the server, some from the same source port; the table is read when all of them stand.',
    'Each SYN is found again on the other side of the router by its sequence number: the translation as the wire shows it.',
    'Some flows are then closed, some reset, the others kept, and the table is read again.',
  ],
  byHand: [
    {
      run: 'conntrack -L -p tcp --dport 3490',
      see: 'on the router: a line a connection, with the inner and the outer address; TIME_WAIT after nc has ended',
    },
    { run: 'tcpdump -ni eth1 "tcp[tcpflags] == tcp-syn"', see: 'the outer addresses of these lines' },
  ],
  mutants: [tableForgetsAFlow, tableDoublesAFlow, tableMixesUpFlows, tableKeepsTheDead, routerDoesNotTranslate],

  experiment: forAll(
    nat({ inside: ['alice', 'bob'], outside: ['server'] }),
    {
      inputs: fc.uniqueArray(
        fc.record({
          host: fc.constantFrom('alice', 'bob'),
          source: fc.oneof(fc.constantFrom(4000, 4001), fc.integer({ min: 1024, max: 65_535 })),
          end: fc.constantFrom('stays', 'closes', 'resets'),
        }),
        { selector: ({ host, source }) => `${host} ${source}`, minLength: 1, maxLength: 6 },
      ),
      example: [
        { host: 'alice', source: 4000, end: 'stays' },
        { host: 'bob', source: 4000, end: 'closes' },
        { host: 'alice', source: 4001, end: 'resets' },
      ],
      runs: 12,
    },
    async (flows, { alice, bob, router, server }, { port, say, eventually }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const hosts = { alice, bob }
      const opened = []
      for (const { host, source, end } of flows) {
        // Another run may have left the source port in TIME_WAIT.
        const socket = await hosts[host].tcp({ label: `${host} ${source}`, set: { SO_REUSEADDR: true } })
        await socket.bind(hosts[host].at(source))
        await socket.connect(address)
        const accepted = await listener.accept([], `for ${host} ${source}`)
        const flow = `${addressText(await socket.localAddress())} → ${addressText(address)}`
        opened.push({ end, socket, accepted, flow, peer: addressText(await accepted.peerAddress()) })
      }
      const wire = translationsOnWire(router.wire.tcp(address.port))
      const table = () =>
        translationsInTable(router.conntrack().filter(({ reply }) => reply.sourcePort === address.port))
      const standing = table()
      for (const { flow, as, state } of standing) router.note(`table: ${state} ${flow} as ${as}`)

      say('some flows end')
      for (const { end, socket, accepted } of opened) {
        if (end === 'resets') await socket.set('SO_LINGER', { onoff: true, linger: 0 })
        if (end !== 'stays') await socket.close()
        if (end === 'closes') await accepted.close()
      }
      const ended = opened.filter(({ end }) => end !== 'stays').map(({ flow }) => flow)
      const left = await eventually(table, (rows) =>
        rows.every(({ flow, state }) => ENDED.includes(state) === ended.includes(flow)),
      )
      for (const { flow, state } of left) router.note(`table: ${state} ${flow}`)
      const peers = opened.map(({ flow, peer }) => ({ flow, as: `${peer} → ${addressText(address)}` }))
      return { wire, peers: inOrderOfFlows(peers), standing, ended, left }
    },
  ),

  judge: ({ wire, peers, standing, ended, left }, flows) => [
    equal(wire.length, flows.length, 'flows whose SYN was seen to come in'),
    equal(peers, wire, 'the flows by what the server sees (getpeername), and by their SYNs on both sides'),
    distinct(
      wire.map(({ as }) => as),
      'flows outside',
    ),
    equal(
      wire.filter(({ as }) => !as.startsWith('203.0.113.1:')),
      [],
      'flows that go on under another address than the router’s',
    ),
    equal(
      standing,
      wire.map((one) => ({ ...one, state: 'ESTABLISHED' })),
      'the table while all flows live',
    ),
    equal(
      left.filter(({ state }) => !ENDED.includes(state)),
      standing.filter(({ flow }) => !ended.includes(flow)),
      'entries that are live in the table when the others have ended',
    ),
  ],
})
