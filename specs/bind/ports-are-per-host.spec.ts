import type { Host, SocketKind } from '../../harness/index.ts'
import {
  claim,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  receiveAt,
  rfc,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { addressDoesNotMatter, portsAreGlobal } from '../../harness/sockets/mutants/bind/per-host.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

const KINDS = [...TCP_KINDS, ...UDP_KINDS] as const

export default claim({
  says: 'Ports belong to a host: two hosts may use the same port at the same time, and each gets what is sent to its own address.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'A',
      'two machines can both use port 3490 at once without conflict, since the 4-tuple has the address in it',
    ),
    rfc(9293, '3.3.1'),
    rfc(768),
    man('ip', 7, 'Address format'),
  ],
  why:
    'A port is a number in a table of one kernel, and nobody hands them out for the network. The destination address ' +
    'brings a packet to a host; only there its port is looked up. A client can even use the same local port towards both, ' +
    'since the two 4-tuples differ in the server’s address.',
  method: [
    'Two hosts bind the same port, with a socket of the same kind.',
    'A client has a connection to each, over UDP a connected socket, from one and the same local port.',
    'Texts are sent to both in turn; what came out at each host is observed.',
  ],
  byHand: [
    { run: 'nc -l 3490', see: 'on two machines at once: both wait' },
    { run: 'unshare -n nc -l 3490 & nc -l 3490', see: 'both wait: a network namespace is a host of its own' },
  ],
  mutants: [portsAreGlobal, addressDoesNotMatter, recvLosesAByte],

  experiment: forAll(
    lan(['client', 'one', 'other'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        port: fc.integer({ min: 1024, max: 65_535 }),
        texts: fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }), {
          minLength: 1,
          maxLength: 4,
        }),
      }),
      example: { kind: 'TCP over IPv4', port: 3490, texts: ['red', 'blue'] },
      edges: KINDS.map((kind) => ({ kind, port: 65_535, texts: ['red'] })),
      runs: 25,
    },
    async ({ kind: name, port, texts }, { client, one, other }, tools) => {
      const kind = SOCKET_KINDS[name]
      const servers = [await serve(kind, one, port), await serve(kind, other, port)] as const
      const binds = servers.map(({ errno }) => errno)
      if (binds.some((errno) => errno !== null)) return { binds, connects: [], atOne: '', atOther: '' }
      const local = kind.at(client, tools.port())
      const clients = [await open(kind, client), await open(kind, client)] as const
      for (const socket of clients) await socket.bind(local)
      const connects = [
        (await clients[0].tryConnect(kind.at(one, port))).errno,
        (await clients[1].tryConnect(kind.at(other, port))).errno,
      ]
      if (connects.some((errno) => errno !== null)) return { binds, connects, atOne: '', atOther: '' }
      for (const text of texts) {
        await clients[0].send(`${text} for one\n`)
        await clients[1].send(`${text} for the other\n`)
      }
      const { forOne, forOther } = messages(texts)
      return {
        binds,
        connects,
        atOne: (await receiveAt(kind, servers[0].socket, forOne.length, tools)).text,
        atOther: (await receiveAt(kind, servers[1].socket, forOther.length, tools)).text,
      }
    },
  ),

  judge: ({ binds, connects, atOne, atOther }, { texts }) => [
    equal(binds, [null, null], 'errors of bind() to one port on two hosts'),
    equal(connects, [null, null], 'errors of connect() to that port of both, from one local port'),
    equal(atOne, messages(texts).forOne, 'what the first host receives'),
    equal(atOther, messages(texts).forOther, 'what the second host receives'),
  ],
})

/** What is sent to either host. */
function messages(texts: readonly string[]): { forOne: string; forOther: string } {
  const all = (whom: string) => texts.map((text) => `${text} for ${whom}\n`).join('')
  return { forOne: all('one'), forOther: all('the other') }
}

/** A socket that shares its local port with others of its host. */
function open(kind: SocketKind, host: Host): Promise<Socket> {
  return host.open(kind, { label: 'client', set: { SO_REUSEADDR: true } })
}

async function serve(kind: SocketKind, host: Host, port: number) {
  // Not every stack has done with an earlier run's connections at the port by now.
  const set = kind.transport === 'TCP' ? { SO_REUSEADDR: true } : {}
  const socket = await host.open(kind, { label: 'server', set })
  const { errno } = await socket.tryBind(kind.at(host, port))
  if (kind.transport === 'TCP') await socket.tryListen(8)
  return { socket, errno }
}
