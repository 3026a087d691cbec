import { addressText, claim, equal, lan, man, material, onHost, posix, scenario } from '../../harness/index.ts'
import { noPeerIsAWildcard, socketAnnouncesItself, socketTakesAPort } from '../../harness/sockets/mutants/socket.ts'

export default claim({
  says: 'A new socket is connected to nothing: it has no peer (ENOTCONN) and no port (0.0.0.0:0), and making it sends no packet.',
  level: 'must',
  reading: 'holds',
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
    'The client makes a TCP socket.',
    'It is asked for its peer and its local address, and the packets on the link are counted.',
    'Then the same socket is connected to a server, for comparison: the SYN is the first TCP segment on the link.',
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
  mutants: [socketAnnouncesItself, onHost('client', socketTakesAPort), noPeerIsAWildcard],

  experiment: scenario(lan(['client', 'server']), async ({ client, server }, { port, say }) => {
    const service = server.at(port())
    await server.listener(service.port)

    say('A new socket')
    const socket = await client.tcp()
    const peer = await socket.tryPeerAddress()
    const local = addressText(await socket.localAddress())
    const packets = client.wire.packets().length

    say('The same socket, connected')
    await socket.connect(service)
    const peerThen = addressText(await socket.peerAddress())
    const segments = client.wire.packets().filter(({ packet }) => packet.transport !== null)
    return {
      fresh: { peer: peer.errno, local, packets },
      connected: { toServer: peerThen === addressText(service), firstSegment: segments[0]?.flags ?? null },
    }
  }),

  judge: ({ fresh, connected }) => [
    equal(fresh.peer, 'ENOTCONN', 'what getpeername() reports of a new socket'),
    equal(fresh.local, '0.0.0.0:0', 'local address of a new socket'),
    equal(fresh.packets, 0, 'packets on the link before connect() is called'),
    equal(connected.toServer, true, 'after connect(), the peer is the server'),
    equal(connected.firstSegment, 'SYN', 'first segment on the link: that of connect()'),
  ],
})
