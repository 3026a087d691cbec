import {
  addressText,
  claim,
  distinct,
  equal,
  fc,
  forAll,
  inet,
  kernel,
  material,
  nat,
  rfc,
} from '../../harness/index.ts'
import { routerDoesNotTranslate, tableForgetsAFlow, tableNeverForgets } from '../../harness/lab/mutants/nat.ts'
import { answersGoToTheLast } from '../../harness/sockets/mutants/udp/datagram.ts'

/** The public address of the router. */
const ROUTER = '203.0.113.1'

export default claim({
  says: 'NAT does the same for UDP, which has no connections: datagrams of equal source ports are told apart, replies find their host, and the entries go when they have been idle.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'the router remaps ports and keeps a table for every device behind it'),
    rfc(4787, '4.3'),
    rfc(3022, '2.2'),
    kernel('networking/nf_conntrack-sysctl', 'nf_conntrack_udp_timeout'),
  ],
  why:
    'For the router a flow of UDP is whatever datagrams go between the same two endpoints. It maps the first one like a ' +
    'SYN, and lets replies back in by its table. As no FIN says that a flow has ended, only time can: the entry goes when ' +
    'nothing passed for nf_conntrack_udp_timeout (30 s), or longer once both sides have sent. After that a reply reaches ' +
    'nobody: the router takes it for itself.',
  method: [
    'LAN hosts send datagrams to one server, often from equal source ports; it answers each with the endpoint it sees.',
    'The router’s table is read while the flows are young, and until they have been idle; time-outs are 1 s from the answers on.',
    'Then the server sends to each endpoint once more.',
  ],
  waitsFor: 'Idle entries go after nf_conntrack_udp_timeout, at the least 1 s, in each of two runs.',
  byHand: [
    { run: 'nc -u -p 4000 203.0.113.80 3490', see: 'on two LAN hosts: each gets the answers to its own lines' },
    { run: 'conntrack -E -p udp', see: 'on the router: NEW, and DESTROY half a minute after the last datagram' },
  ],
  mutants: [routerDoesNotTranslate, tableForgetsAFlow, tableNeverForgets, answersGoToTheLast],

  experiment: forAll(
    nat({ inside: ['alice', 'bob'], outside: ['server'] }),
    {
      inputs: fc.uniqueArray(
        fc.record({
          host: fc.constantFrom('alice', 'bob'),
          source: fc.oneof(fc.constantFrom(4000, 4001), fc.integer({ min: 1024, max: 65_535 })),
        }),
        { selector: ({ host, source }) => `${host} ${source}`, minLength: 2, maxLength: 8 },
      ),
      example: [
        { host: 'alice', source: 4000 },
        { host: 'bob', source: 4000 },
        { host: 'bob', source: 4001 },
      ],
      runs: 2,
    },
    async (flows, { alice, bob, router, server }, { port, say, eventually, answered }) => {
      // Each late answer is to be told that nobody listens, not only as many as the limit allows.
      router.setSysctl('ipv4.icmp_ratelimit', '0')
      const hosts = { alice, bob }
      const address = server.at(port())
      const service = await server.udp({ label: 'service' })
      await service.bind(address)
      const live = () => router.conntrack().filter(({ reply }) => reply.sourcePort === address.port)

      const clients = []
      for (const { host, source } of flows) {
        const socket = await hosts[host].udp({ label: `${host} ${source}` })
        await socket.bind(hosts[host].at(source))
        await socket.sendTo(address, `${host} ${source}`)
        clients.push(socket)
      }
      const asked = []
      for (const _ of flows) asked.push(await service.recvFrom(100))
      const entries = live().length
      const seen = asked.flatMap(({ bytes, from }) =>
        from === null ? [] : [{ from, who: Buffer.from(bytes).toString(), as: addressText(from) }],
      )
      // From now on an entry is idle soon after an answer has passed, however long it took to come so far.
      router.setSysctl('netfilter.nf_conntrack_udp_timeout', '1')
      router.setSysctl('netfilter.nf_conntrack_udp_timeout_stream', '1')
      for (const { from, who, as } of seen.toReversed()) await service.sendTo(from, `${who} ${as}`)
      const told: string[] = []
      for (const client of clients) {
        const { value, errno } = await answered(client.tryRecv(100))
        told.push(errno ?? Buffer.from(value).toString())
        // Whoever waits in vain once need not wait for the others.
        if (errno !== null) break
      }

      say('nobody sends for a while')
      const idle = await eventually(
        () => live().length,
        (count) => count === 0,
      )
      router.note(`${idle} entries of these flows are left`)
      const late: (string | null)[] = []
      for (const { from } of seen) {
        if (from.family !== 'AF_INET') continue
        const sender = await server.udp({ label: 'late answer' })
        await sender.connect(inet(from.address, from.port))
        await sender.send('too late')
        late.push((await answered(sender.tryRecv(100))).errno)
      }
      return {
        seen: seen.map(({ who, as }) => `${who} ${as}`),
        endpoints: seen.map(({ as }) => as),
        told,
        entries,
        idle,
        late,
      }
    },
  ),

  judge: ({ seen, endpoints, told, entries, idle, late }, flows) => [
    distinct(endpoints, 'endpoints that the server sees'),
    equal(
      endpoints.filter((endpoint) => !endpoint.startsWith(`${ROUTER}:`)),
      [],
      'endpoints that are not the router’s',
    ),
    equal(told.toSorted(), seen.toSorted(), 'what the hosts were told, and what the server told them'),
    equal(
      told.map((text) => text.replace(/ \S+$/, '')),
      flows.map(({ host, source }) => `${host} ${source}`),
      'whom the answers were for, by the socket that heard them',
    ),
    equal(entries, flows.length, 'entries in the table while the flows were young'),
    equal(idle, 0, 'entries in the table after they had been idle'),
    equal(
      late,
      flows.map(() => 'ECONNREFUSED'),
      'what an answer got that came after that',
    ),
  ],
})
