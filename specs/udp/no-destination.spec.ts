import {
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  UDP_KINDS,
} from '../../harness/index.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { failedShutdownChangesNothing } from '../../harness/sockets/mutants/udp/datagram-peers.ts'

export default claim({
  says: 'A UDP socket that is not connected has no destination of its own: send() fails with EDESTADDRREQ and shutdown() with ENOTCONN. sendto() needs a real one: port 0 is EINVAL.',
  level: 'must',
  reading: 'holds',
  sources: [rfc(768), posix('send'), posix('shutdown'), man('send', 2, 'ERRORS'), man('udp', 7)],
  behaviours: [65, 70, 72],
  why:
    'Every datagram bears the address and port it is for. sendto() gives them with the datagram; send() takes those that ' +
    'connect() left in the socket, and where there are none there is nothing to write into the header. Port 0 means “no ' +
    'port”, so nobody can listen there. shutdown() ends a direction of a connection, of which there is none. Linux ends it ' +
    'all the same, so that calls which wait on the socket return: shutdown() reports ENOTCONN, and from then on the ' +
    'socket sends nothing and fails with EPIPE, as a connected one does after a shutdown() that succeeded.',
  method: [
    'On a UDP socket that is bound but not connected: send(), sendto() with port 0 and shutdown(SHUT_RDWR).',
    'The host’s counter of datagrams sent tells whether one of them left.',
    'Then sendto() with a real destination on that socket, and send() and shutdown() on one that is connected.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; s.socket(type=s.SOCK_DGRAM).send(b'x')"`,
      see: '[Errno 89] Destination address required',
    },
    {
      run: `python3 -c "import socket as s; s.socket(type=s.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', 0))"`,
      see: '[Errno 22] Invalid argument',
    },
    {
      run: `python3 -c "import socket as s; s.socket(type=s.SOCK_DGRAM).shutdown(2)"`,
      see: '[Errno 107] Transport endpoint is not connected',
    },
  ],
  mutants: [
    reportsInstead('send', 'EDESTADDRREQ', 'ENOTCONN'),
    succeedsInstead('sendto', 'EINVAL', 1),
    succeedsInstead('shutdown', 'ENOTCONN', 0),
    succeedsInstead('send', 'EPIPE', 1),
    reportsInstead('sendto', 'EINVAL', 'EADDRNOTAVAIL'),
    failedShutdownChangesNothing,
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6', 'network namespaces'] }), async ({ host }, tools) =>
    overKinds(UDP_KINDS, tools, async (kind) => {
      const receiverPort = tools.port()
      const receiver = await host.open(kind, { label: 'receiver' })
      await receiver.bind(kind.loopback(receiverPort))
      const socket = await host.open(kind, { label: 'socket' })
      await socket.bind(kind.loopback(tools.port()))
      const [sent, sent6] = [host.counting('Udp.OutDatagrams'), host.counting('Udp6.OutDatagrams')]
      const unconnected = {
        send: (await socket.trySend('x')).errno,
        toPortZero: (await socket.trySendTo(kind.loopback(0), 'x')).errno,
        shutdown: (await socket.tryShutdown('SHUT_RDWR')).errno,
        sent: sent() + sent6(),
      }
      const afterwards = (await socket.trySendTo(kind.loopback(receiverPort), 'x')).errno
      const other = await host.open(kind, { label: 'connected socket' })
      await other.connect(kind.loopback(receiverPort))
      const connected = {
        send: (await other.trySend('x')).errno,
        shutdown: (await other.tryShutdown('SHUT_WR')).errno,
        sendAgain: (await other.trySend('x')).errno,
      }
      return { unconnected, afterwards, connected }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ unconnected, afterwards, connected }) => [
      equal(unconnected.send, 'EDESTADDRREQ', 'error of send() without a destination'),
      equal(unconnected.toPortZero, 'EINVAL', 'error of sendto() to port 0'),
      equal(unconnected.shutdown, 'ENOTCONN', 'error of shutdown() on a socket that is not connected'),
      equal(unconnected.sent, 0, 'datagrams that left until then'),
      equal(afterwards, 'EPIPE', 'error of sendto() after that shutdown(), which failed and took effect all the same'),
      equal(
        connected,
        { send: null, shutdown: null, sendAgain: 'EPIPE' },
        'errors once it is connected: send(), shutdown(SHUT_WR), send()',
      ),
    ]),
})
