import {
  addressText,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  onHost,
  overKinds,
  posix,
  scenario,
  serverAt,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  noPeerIsAWildcard,
  socketAnnouncesItself,
  socketTakesAPort,
} from '../../harness/sockets/mutants/descriptors/socket.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'A new socket is connected to nothing: it has no peer (ENOTCONN), its local address is the wildcard and port 0, and making it sends no packet.',
  level: 'must',
  reading: 'holds',
  behaviours: [7],
  sources: [
    material('A', 'first one asks the operating system for a socket, which is connected to nothing as yet'),
    posix('socket'),
    posix('getpeername'),
    man('socket', 2),
  ],
  why:
    'socket() only makes an object in the kernel and gives the program a descriptor for it. Which local address and port ' +
    'it has is decided by bind(), or by connect(); who its peer is by connect(). Until then there is no address that ' +
    'a packet could come from and none that it could go to, so nothing is sent.',
  method: [
    'The client makes a socket of each kind: TCP and UDP, over IPv4, IPv6 and IPv4-mapped addresses.',
    'It is asked for its peer and its local address, and the segments and datagrams on the link are counted.',
    'Then it is connected to a server, for comparison: a SYN is the first on the link of TCP; of UDP it is the first send().',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); print(s.getsockname()); s.getpeername()"',
      see: "('0.0.0.0', 0), then OSError: [Errno 107] Transport endpoint is not connected",
    },
    {
      run: 'strace -e trace=network python3 -c "import socket; socket.socket()"',
      see: 'the call socket(…), and no call that sends anything',
    },
  ],
  mutants: [
    portOneTooHigh('getpeername'),
    socketAnnouncesItself,
    onHost('client', socketTakesAPort),
    noPeerIsAWildcard,
    flagSeenAs('SYN', 'PSH'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const service = kind.at(server, tools.port())
      await serverAt(server, kind, service)
      // IPv6 has packets of its own on the link, which no socket sends.
      const sent = () => client.wire.packets().filter(({ sourcePort }) => sourcePort !== null)
      const before = sent().length

      const socket = await client.open(kind, { label: 'new' })
      const peer = (await socket.tryPeerAddress()).errno
      const local = addressText(await socket.localAddress())
      const packets = sent().length - before

      await socket.connect(service)
      const toServer = addressText(await socket.peerAddress()) === addressText(service)
      if (kind.transport === 'UDP') await socket.send('hello')
      const first = sent()[before]
      return {
        fresh: { peer, local, packets },
        connected: { toServer, first: first?.flags || (first?.summary ?? null) },
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ fresh, connected }, name) => [
      equal(fresh.peer, 'ENOTCONN', 'what getpeername() reports of a new socket'),
      equal(fresh.local, name.endsWith('over IPv4') ? '0.0.0.0:0' : '[::]:0', 'local address of a new socket'),
      equal(fresh.packets, 0, 'segments and datagrams on the link before connect() is called'),
      equal(connected.toServer, true, 'after connect(), the peer is the server'),
      equal(
        connected.first,
        name.startsWith('TCP') ? 'SYN' : '5 bytes',
        'the first on the link: that of connect(), or of send()',
      ),
    ]),
})
