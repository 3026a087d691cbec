import type { Host } from '../../harness/index.ts'
import { addressText, claim, equal, fc, forAll, man, material, nat, rfc, textOf } from '../../harness/index.ts'
import { routerDoesNotTranslate, routerHasOnePort, routerNeverKeepsThePort } from '../../harness/lab/mutants/nat.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'
import { portsOutsideCollapse } from '../../harness/wire/mutants/ports.ts'

/** The public address of the router. */
const ROUTER = '203.0.113.1'

export default claim({
  says: 'When two hosts of a LAN connect from the same source port to one server, the router leaves the port to one of them and gives the other another; both connections work.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'if two devices use the same source port, the router remaps one of them and keeps a table'),
    rfc(3022, '2.2'),
    rfc(5382, '4.1'),
    man('nft', 8, 'NAT STATEMENTS'),
  ],
  why:
    'Behind a masquerading router all hosts share one public address, so the server could not tell two connections from ' +
    'the same port apart: their 4-tuples would be equal. The router keeps the first one’s port, as Linux keeps any port ' +
    'that is free, and chooses another for the second. For each packet that comes back it looks up whose it is.',
  method: [
    'alice and bob, two LAN hosts, bind the same source port and connect to the server, alice first.',
    'Each sends its name, and the server answers each with the address that it sees it under (getpeername).',
    'Source ports of the SYNs on both sides of the router, and what was heard at both ends, are observed.',
  ],
  byHand: [
    { run: 'nc -p 4000 203.0.113.80 3490', see: 'on each of two LAN hosts: both connect' },
    {
      run: 'conntrack -L -p tcp --dport 3490',
      see: 'on the router: two entries with sport=4000, whose second dport differs',
    },
  ],
  mutants: [
    routerDoesNotTranslate,
    routerNeverKeepsThePort,
    routerHasOnePort,
    repliesGoToTheLast,
    portsOutsideCollapse,
  ],

  experiment: forAll(
    nat({ inside: ['alice', 'bob'], outside: ['server'] }),
    { inputs: fc.record({ source: fc.integer({ min: 1024, max: 65_535 }) }), example: { source: 4000 }, runs: 20 },
    async ({ source }, { alice, bob, router, server }, { port, say, answered }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const open = async (host: Host) => {
        // As in the other claims of this chapter: an earlier run may have used the port, and its connection linger.
        const socket = await host.tcp({ label: host.name, set: { SO_REUSEADDR: true } })
        await socket.bind(host.at(source))
        const { errno } = await answered(socket.tryConnect(address))
        return { host, socket, errno, atServer: errno === null ? await listener.accept([], `for ${host.name}`) : null }
      }
      const talk = async ({ host, socket, errno, atServer }: Awaited<ReturnType<typeof open>>) => {
        if (atServer === null) return { connect: errno, peer: null, heard: null, told: null }
        const peer = addressText(await atServer.peerAddress())
        await socket.send(host.name)
        const heard = textOf(await answered(atServer.tryRecv(100)))
        await atServer.send(peer)
        return { connect: errno, peer, heard, told: textOf(await answered(socket.tryRecv(100))) }
      }
      say('both connect from the same port')
      const connections = { alice: await open(alice), bob: await open(bob) }
      say('each sends its name, the server answers with the address that it sees')
      const seen = [await talk(connections.alice), await talk(connections.bob)]
      const syns = router.wire.tcp(address.port).filter(({ flags }) => flags === 'SYN')
      const from = (link: string) => [...new Set(syns.filter((syn) => syn.link === link).map((syn) => syn.from))]
      return { seen, lan: from('lan'), wan: from('wan') }
    },
  ),

  judge: ({ seen, lan, wan }, { source }) => [
    equal(lan, [`10.77.1.11:${source}`, `10.77.1.12:${source}`], 'where the SYNs came from, in the LAN'),
    equal(wan[0] ?? null, `${ROUTER}:${source}`, 'where alice’s SYN came from, outside: it keeps its port'),
    equal(wan[1]?.split(':')[0] ?? null, ROUTER, 'the address that bob’s SYN came from, outside'),
    equal(wan.length, 2, 'places that the SYNs came from, outside: bob’s is not alice’s'),
    equal(column(seen, 'connect'), [null, null], 'errors of connect(), alice’s and bob’s'),
    equal(column(seen, 'peer'), wan, 'whom getpeername() names at the server'),
    equal(column(seen, 'heard'), ['alice', 'bob'], 'what the server heard on either connection'),
    equal(column(seen, 'told'), wan, 'what alice and bob heard'),
  ],
})

function column<Row, Name extends keyof Row>(rows: readonly Row[], name: Name): Row[Name][] {
  return rows.map((row) => row[name])
}
