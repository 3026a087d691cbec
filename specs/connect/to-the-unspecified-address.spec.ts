import {
  addressText,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import {
  peerIsAsAsked,
  unspecifiedIsEveryAddress,
  unspecifiedIsNoHost,
} from '../../harness/sockets/mutants/connect/connect-address.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'connect() to the unspecified address, 0.0.0.0 or ::, goes to the host itself: it reaches a listener on the loopback address, and at port 0 it is refused.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('D', 'a client connects to the address "", which is 0.0.0.0'),
    rfc(1122, '3.2.1.3'),
    rfc(4291, '2.5.2'),
    man('ip', 7, 'Address format'),
  ],
  behaviours: [41, 42],
  why:
    'The unspecified address means «any» to bind() and must never be the destination of a packet. Where connect() is given ' +
    'it, Linux puts the loopback address in its place, as BSD has it, and from there on all is as usual: getpeername() tells ' +
    '127.0.0.1 or ::1, and a listener on another address of the host is not reached. Port 0 is not replaced: a SYN for it ' +
    'is sent and refused, since nobody can listen there. Windows refuses the address.',
  method: [
    'A listener on the loopback address; a client of the same host connects to the unspecified address at its port.',
    'The same with a listener on the host’s own address in the network, and with one on the unspecified address.',
    'Then a client connects to the unspecified address at port 0; the host’s counters tell of SYN and RST.',
  ],
  byHand: [
    { run: 'nc -lk 127.0.0.1 3490 & nc -zv 0.0.0.0 3490', see: 'Connection to 0.0.0.0 3490 port succeeded' },
    { run: 'nc -lk ::1 3491 & nc -zv :: 3491', see: 'Connection to :: 3491 port succeeded' },
    {
      run: `python3 -c "import socket; print(socket.socket().connect_ex(('0.0.0.0', 0)))"`,
      see: '111, which is ECONNREFUSED',
    },
  ],
  mutants: [
    unspecifiedIsNoHost,
    peerIsAsAsked,
    unspecifiedIsEveryAddress,
    reportsInstead('connect', 'ECONNREFUSED', 'EADDRNOTAVAIL'),
  ],

  experiment: scenario(lan(['host'], { ipv6: true }), async ({ host }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const knock = async (port: number) => {
        const socket = await host.open(kind, { label: 'client' })
        const { errno } = await socket.tryConnect(kind.any(port))
        const peer = await socket.tryPeerAddress()
        return { errno, peer: peer.value && addressText(peer.value) }
      }
      const listen = async (label: string, address: ReturnType<typeof kind.any>) => {
        const listener = await host.open(kind, { label })
        await listener.bind(address)
        await listener.listen(1)
        return address
      }
      const onLoopback = await listen('on loopback', kind.loopback(tools.port()))
      const toLoopback = await knock(onLoopback.port)
      const onAny = await listen('on any address', kind.any(tools.port()))
      const toAny = await knock(onAny.port)
      const onNetwork = await listen('on the network address', kind.at(host, tools.port()))
      const toNetwork = await knock(onNetwork.port)

      const [opens, resets] = [host.counting('Tcp.ActiveOpens'), host.counting('Tcp.OutRsts')]
      const toPortZero = await knock(0)
      return {
        loopback: addressText(onLoopback),
        toLoopback,
        any: addressText(kind.loopback(onAny.port)),
        toAny,
        toNetwork: toNetwork.errno,
        toPortZero: { errno: toPortZero.errno, opens: opens(), resets: resets() },
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ loopback, toLoopback, any, toAny, toNetwork, toPortZero }) => [
      equal(toLoopback, { errno: null, peer: loopback }, 'a listener on the loopback address: error, and peer'),
      equal(toAny, { errno: null, peer: any }, 'a listener on any address: error, and peer'),
      equal(toNetwork, 'ECONNREFUSED', 'error where the listener is on the host’s address in the network'),
      equal(
        toPortZero,
        { errno: 'ECONNREFUSED', opens: 1, resets: 1 },
        'port 0: error; attempts and resets that the kernel counts',
      ),
    ]),
})
