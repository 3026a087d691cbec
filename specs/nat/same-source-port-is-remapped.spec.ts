import type { Host, Tools } from '../../harness/index.ts'
import { addressText, claim, differs, equal, fc, forAll, kernel, material, nat, rfc } from '../../harness/index.ts'
import { routerDoesNotTranslate, routerNeverKeepsThePort } from '../../harness/lab/mutants/nat.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'

export default claim({
  says: 'When two hosts of a LAN use the same source port to one server, the router gives one of them another port; both connections work.',
  level: 'should',
  reading: 'holds',
  sources: [
    material('A', 'if two devices use the same source port, the router remaps one of them and keeps a table'),
    rfc(3022, '2.2'),
    rfc(5382, '7'),
    kernel('networking/nf_conntrack-sysctl'),
  ],
  why:
    'Behind a masquerading router all hosts share one public address, so the server could not tell two connections from ' +
    'the same port apart: their 4-tuples would be equal. The router keeps the first one’s port, as it keeps any port that ' +
    'is free, and chooses another for the second. For each packet that comes back it looks up whose it is.',
  method: [
    'alice and bob, two LAN hosts, bind the same source port.',
    'alice connects to the server through the router, then bob; the server answers each by the address that it sees.',
    'Source ports on both sides of the router, and the answers, are observed.',
  ],
  byHand: [
    { run: 'nc -p 4000 203.0.113.80 3490', see: 'on each of two LAN hosts: both connect' },
    {
      run: 'conntrack -L -p tcp --dport 3490',
      see: 'on the router: two entries with sport=4000, whose second dport differs',
    },
  ],
  mutants: [routerDoesNotTranslate, routerNeverKeepsThePort, repliesGoToTheLast],

  experiment: forAll(
    nat({ inside: ['alice', 'bob'], outside: ['server'] }),
    { inputs: fc.record({ source: fc.integer({ min: 1024, max: 65_535 }) }), example: { source: 4000 }, runs: 8 },
    async ({ source }, { alice, bob, router, server }, { port, answered }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port)
      const connect = async (host: Host) => {
        const socket = await host.tcp({ label: host.name })
        await socket.bind(host.at(source))
        await socket.connect(address)
        return { socket, atServer: await listener.accept([], `for ${host.name}`) }
      }
      const connections = [await connect(alice), await connect(bob)]
      const seen = []
      for (const { socket, atServer } of connections) {
        const peer = addressText(await atServer.peerAddress())
        await atServer.send(peer)
        seen.push({ peer, told: await textFrom(socket, { answered }) })
      }
      const syns = router.wire.tcp(address.port).filter(({ flags }) => flags === 'SYN')
      const from = (link: string) => syns.filter((syn) => syn.link === link).map((syn) => syn.from)
      return { seen, lan: from('lan'), wan: from('wan') }
    },
  ),

  judge: ({ seen, lan, wan }, { source }) => [
    equal(lan, [`10.77.1.11:${source}`, `10.77.1.12:${source}`], 'where the SYNs came from, in the LAN'),
    equal(wan[0] ?? null, `${ROUTER}:${source}`, 'where alice’s SYN came from, outside: it keeps its port'),
    equal(wan[1]?.split(':')[0] ?? null, ROUTER, 'the address that bob’s SYN came from, outside'),
    differs(wan[1] ?? null, `${ROUTER}:${source}`, 'where bob’s SYN came from, outside: not from alice’s port'),
    equal(
      seen.map(({ peer }) => peer),
      wan,
      'the clients, as the server sees them',
    ),
    equal(
      seen.map(({ told }) => told),
      wan,
      'what the server told each: whom it sees',
    ),
  ],
})

/** The public address of the router. */
const ROUTER = '203.0.113.1'

/** The text that a recv() gives, or the error in its place. */
async function textFrom(socket: Awaited<ReturnType<Host['tcp']>>, { answered }: Pick<Tools, 'answered'>) {
  const { value, errno } = await answered(socket.tryRecv(100))
  return errno ?? Buffer.from(value).toString()
}
