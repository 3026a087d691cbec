import type { Host, Socket, SocketKind, Tools } from '../../harness/index.ts'
import {
  butNot,
  claim,
  equal,
  inet,
  man,
  material,
  nat,
  ofEachKind,
  overKinds,
  rfc,
  type SocketOptions,
  scenario,
  serverAt,
  trueWhen,
} from '../../harness/index.ts'
import { bindTakesAllAddresses } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { bindNamesTheInterface } from '../../harness/sockets/mutants/bind/interfaces.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { seenOnLink } from '../../harness/wire/mutants/links.ts'

/** The router’s addresses: of its interface to the inside, eth0, and of that to the outside, eth1. */
const INNER = '10.77.1.1'
const OUTER = '203.0.113.1'

export default claim({
  says: 'bind() says which network interface and port the socket is to use.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('C', 'bind() specifies the network interface and the port that the socket should use'),
    rfc(1122, '3.3.4.2'),
    man('bind', 2),
    man('ip', 7, 'Address format'),
    man('socket', 7, 'SO_BINDTODEVICE'),
  ],
  why:
    'What bind() takes is an address, and an interface has addresses: so it looks as if the interface had been named. But ' +
    'on Linux an address belongs to the host (the weak host model of RFC 1122). A packet for it is taken from whichever ' +
    'interface it comes in on, and a socket bound to the address of the inner interface can be reached from outside, if ' +
    'packets find their way. The interface itself is named by SO_BINDTODEVICE.',
  method: [
    'A router has an inside and an outside interface. A socket on it is bound to 127.0.0.2, then one to the inside address.',
    'The same address and others of the router are tried, by the router itself, by a host inside and by one outside.',
    'Then the socket also has SO_BINDTODEVICE of the inside interface, with the inside address and with the wildcard.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.2 3490 & sleep 1; nc -v 127.0.0.3 3490', see: 'Connection refused; to 127.0.0.2 succeeded' },
    {
      run: `python3 -c "import socket; s = socket.socket(); s.setsockopt(1, socket.SO_BINDTODEVICE, b'lo'); s.bind(('', 3490)); s.listen(); input()"`,
      see: 'ss -tln shows 0.0.0.0%lo:3490; other hosts are refused',
    },
  ],
  mutants: [bindTakesAllAddresses, bindNamesTheInterface, optionIgnored('SO_BINDTODEVICE'), seenOnLink('lan')],

  experiment: scenario(
    nat({ inside: ['inside'], outside: ['outside'] }, { rules: { translation: 'none' } }),
    async ({ inside, router, outside }, tools) =>
      overKinds(['TCP over IPv4', 'UDP over IPv4'], tools, async (kind) => {
        const serve = async (address: string, set: SocketOptions = {}) => {
          const port = tools.port()
          tools.say(`bound to ${address}${set.SO_BINDTODEVICE === undefined ? '' : ' and to eth0'}`)
          const socket = await serverAt(router, kind, inet(address, port), { set })
          return {
            port,
            from: (host: Host, to: string) => reach(kind, socket, { host, to, port }, tools),
          }
        }
        const local = await serve('127.0.0.2')
        const inner = await serve(INNER)
        const toInner = { inside: await inner.from(inside, INNER), outside: await inner.from(outside, INNER) }
        const wayIn = router.wire
          .packets()
          .findLast(({ direction, destinationPort }) => direction === 'in' && destinationPort === inner.port)
        const device = await serve(INNER, { SO_BINDTODEVICE: 'eth0' })
        const anyOfDevice = await serve('0.0.0.0', { SO_BINDTODEVICE: 'eth0' })
        return {
          same: await local.from(router, '127.0.0.2'),
          beside: await local.from(router, '127.0.0.3'),
          toInner,
          toOuter: await inner.from(inside, OUTER),
          wayIn: wayIn?.link ?? null,
          device: { inside: await device.from(inside, INNER), outside: await device.from(outside, INNER) },
          anyOfDevice: {
            inside: await anyOfDevice.from(inside, INNER),
            outside: await anyOfDevice.from(outside, OUTER),
          },
        }
      }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen) => [
      trueWhen(
        'it is the address that matters',
        equal(seen.same, 'reached', 'bound to 127.0.0.2, called at 127.0.0.2'),
        equal(seen.beside, 'ECONNREFUSED', 'bound to 127.0.0.2, called at 127.0.0.3'),
        equal(seen.toInner.inside, 'reached', 'bound to the inside address, called there from inside'),
        equal(seen.toOuter, 'ECONNREFUSED', 'bound to the inside address, called at the outside address'),
      ),
      butNot(
        'packets for the address come in by another interface',
        equal(seen.toInner.outside, 'reached', 'bound to the inside address, called there from outside'),
        equal(seen.wayIn, 'wan', 'link by which its packets came in'),
      ),
      butNot(
        'the interface is named, with SO_BINDTODEVICE and not with bind()',
        equal(seen.device, ONLY_INSIDE, 'bound to the inside address and to eth0, called there'),
        equal(
          seen.anyOfDevice,
          ONLY_INSIDE,
          'bound to the wildcard and to eth0, called at the address on the caller’s side',
        ),
      ),
    ]),
})

const ONLY_INSIDE = { inside: 'reached', outside: 'ECONNREFUSED' }

/** Whether a client reaches a server: `reached`, or the error that it gets. */
async function reach(
  kind: SocketKind,
  server: Socket,
  { host, to, port }: { host: Host; to: string; port: number },
  { eventually }: Tools,
): Promise<string> {
  const client = await host.open(kind, { label: `client ${host.name}` })
  const { errno } = await client.tryConnect(inet(to, port))
  if (kind.transport === 'TCP') return errno ?? 'reached'
  await client.trySend('hello')
  // The answer to a datagram that nobody takes is an ICMP message, which is the next call’s error (udp(7)).
  const outcome = async () => {
    if ((await server.tryRecv(100, ['MSG_DONTWAIT'])).errno === null) return 'reached'
    return (await client.get('SO_ERROR')) ?? 'no answer'
  }
  return eventually(outcome, (seen) => seen !== 'no answer')
}
