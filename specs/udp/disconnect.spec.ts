import type { Socket, SocketAddress, SocketKind } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  inet,
  inet6,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  scenario,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { disconnectUnbinds, unspecifiedIsIgnored } from '../../harness/sockets/mutants/udp/datagram-peers.ts'

export default claim({
  says: 'connect() to an address of the family AF_UNSPEC disconnects a UDP socket: it has no peer any more, hears everybody again, and keeps the address and port that bind() gave it, but not those that connect() chose.',
  level: 'should',
  reading: 'holds',
  sources: [posix('connect'), man('connect', 2)],
  behaviours: [68],
  why:
    'The peer of a UDP socket is nothing but two fields in the kernel, which connect() with AF_UNSPEC clears. What the ' +
    'program asked for with bind() stays: an explicit address, and an explicit port. What the kernel filled in because the ' +
    'program left it open goes too: the local address that fitted the peer becomes the wildcard again, and a port that ' +
    'connect() took is given back, so that the next datagram leaves from another one.',
  method: [
    'Three sockets connect to a peer: one bound to an address and port, one to a port alone, one not bound at all.',
    'Each disconnects with AF_UNSPEC. getpeername(), getsockname() and send() are called.',
    'Somebody other than the former peer sends to the first, which reads it.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket,ctypes; u=socket.socket(type=socket.SOCK_DGRAM); u.bind(('',3490)); u.connect(('127.0.0.1',9)); print(u); ctypes.CDLL(None).connect(u.fileno(), bytes(16), 16); print(u)"`,
      see: 'laddr 127.0.0.1 and raddr while it is connected; laddr 0.0.0.0 and the same port afterwards',
    },
  ],
  mutants: [unspecifiedIsIgnored, disconnectUnbinds, reportsInstead('send', 'EDESTADDRREQ', 'ENOTCONN')],

  experiment: scenario(loopback(['host'], { needs: ['IPv6'] }), async ({ host }, tools) =>
    overKinds(UDP_KINDS, tools, async (kind) => {
      const peerAddress = kind.loopback(tools.port())
      await (await host.open(kind, { label: 'peer' })).bind(peerAddress)

      const disconnected = async (label: string, bound: SocketAddress | null) => {
        const socket = await host.open(kind, { label })
        if (bound !== null) await socket.bind(bound)
        await socket.connect(peerAddress)
        const connected = await ends(socket)
        const { errno } = await socket.tryConnect({ family: 'AF_UNSPEC' })
        return { socket, connected, errno, after: await ends(socket), send: (await socket.trySend('x')).errno }
      }
      const address = kind.loopback(tools.port())
      const { socket, ...toAddress } = await disconnected('bound to an address', address)
      const wildcard = wildcardOf(kind, tools.port())
      const { socket: _, ...toPort } = await disconnected('bound to a port', wildcard)
      const { socket: __, ...toNothing } = await disconnected('not bound', null)

      const other = await host.open(kind, { label: 'somebody else' })
      await other.sendTo(address, 'hello')
      const heard = textOf(await tools.answered(socket.tryRecv(100)))
      const texts = {
        peer: addressText(peerAddress),
        address: addressText(address),
        specific: addressText(kind.loopback(wildcard.port)),
        wildcard: addressText(wildcard),
        nothing: addressText(wildcardOf(kind, 0)),
      }
      return { texts, toAddress, toPort, toNothing, heard }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ texts, toAddress, toPort, toNothing, heard }) => [
      equal(
        [toAddress.connected, toPort.connected],
        [
          { local: texts.address, peer: texts.peer },
          { local: texts.specific, peer: texts.peer },
        ],
        'ends of the bound sockets while they are connected',
      ),
      equal([toAddress.errno, toPort.errno, toNothing.errno], [null, null, null], 'errors of connect() to AF_UNSPEC'),
      equal(
        toAddress.after,
        { local: texts.address, peer: 'ENOTCONN' },
        'ends then, of the socket bound to an address',
      ),
      equal(toPort.after, { local: texts.wildcard, peer: 'ENOTCONN' }, 'ends then, of the socket bound to a port'),
      equal(toNothing.after, { local: texts.nothing, peer: 'ENOTCONN' }, 'ends then, of the socket that was not bound'),
      equal([toAddress.send, toPort.send, toNothing.send], Array(3).fill('EDESTADDRREQ'), 'errors of send() then'),
      equal(heard, 'hello', 'what the first socket then hears from somebody else'),
    ]),
})

/** No address at all. Of the mapped kind it is `::`, since `::ffff:0.0.0.0` counts as an address that bind() was given. */
function wildcardOf({ domain }: SocketKind, port: number) {
  return domain === 'AF_INET6' ? inet6('::', port) : inet('0.0.0.0', port)
}

/** What getsockname() and getpeername() say; the error in place of an address. */
async function ends(socket: Socket) {
  const [local, peer] = [await socket.tryLocalAddress(), await socket.tryPeerAddress()]
  return { local: local.errno ?? addressText(local.value), peer: peer.errno ?? addressText(peer.value) }
}
