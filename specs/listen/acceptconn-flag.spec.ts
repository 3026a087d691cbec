import {
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  scenario,
  TCP_KINDS,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { shutdownKeepsListening } from '../../harness/sockets/mutants/listen/shutdown-listener.ts'
import { optionReadsAs } from '../../harness/sockets/mutants/option-values.ts'

export default claim({
  says: 'SO_ACCEPTCONN tells whether a socket listens: 1 from listen() on, 0 for every other socket. listen() fails with EOPNOTSUPP on a UDP socket, and with EINVAL on one that is connected or connecting.',
  level: 'must',
  reading: 'holds',
  behaviours: [16, 17, 24],
  sources: [posix('listen'), posix('getsockopt'), man('socket', 7, 'SO_ACCEPTCONN'), man('listen', 2, 'ERRORS')],
  why:
    'Listening is a state of a TCP socket, and SO_ACCEPTCONN reads it; it cannot be set. Only a socket without a ' +
    'connection can enter that state, so listen() on a connected one, or on one whose SYN is under way, is an invalid ' +
    'argument and changes nothing. UDP has no connections, hence no such state: the operation is not supported.',
  method: [
    'A TCP socket is asked for SO_ACCEPTCONN new, bound, listening and after shutdown(SHUT_RD); a client and what accept() gave are asked too.',
    'listen() is called on the client, on the accepted socket and on one whose connect() goes on; the connection then carries a message.',
    'Setting SO_ACCEPTCONN is tried. A UDP socket is asked, told to listen, and asked again.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); print(s.getsockopt(1, 30)); s.listen(); print(s.getsockopt(1, 30))"',
      see: '0, then 1',
    },
    {
      run: 'python3 -c "import socket; socket.socket(type=socket.SOCK_DGRAM).listen()"',
      see: 'OSError: [Errno 95] Operation not supported',
    },
    {
      run: "python3 -c \"import socket; l = socket.create_server(('127.0.0.1', 3490)); socket.create_connection(('127.0.0.1', 3490)).listen()\"",
      see: 'OSError: [Errno 22] Invalid argument',
    },
  ],
  mutants: [
    optionReadsAs('SO_ACCEPTCONN', true, false),
    optionReadsAs('SO_ACCEPTCONN', false, true),
    shutdownKeepsListening,
    succeedsInstead('listen', 'EINVAL', 0),
    succeedsInstead('listen', 'EOPNOTSUPP', 0),
    reportsInstead('listen', 'EOPNOTSUPP', 'EINVAL'),
    succeedsInstead('setsockopt', 'ENOPROTOOPT', 0),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async ({ client, server }, tools) => {
    const tcp = await overKinds(TCP_KINDS, tools, async (kind) => {
      const address = kind.at(server, tools.port())
      const listener = await server.open(kind, { label: 'listener' })
      const fresh = await listens(listener)
      await listener.bind(address)
      const bound = await listens(listener)
      await listener.listen(0)
      const listening = await listens(listener)
      const set = await listener.trySet('SO_ACCEPTCONN', false)

      const near = await client.connect(address, { label: 'client' })
      await tools.until(
        'the queue to be full',
        () => listener.poll(['POLLIN']),
        ({ length }) => length > 0,
      )
      const connecting = await client.open(kind, { label: 'connecting', nonblocking: true })
      await connecting.tryConnect(address)
      const full = await client.tcpState(connecting)
      const listenWhileConnecting = await connecting.tryListen(5)
      const far = await listener.accept([], 'accepted')
      const listenOn = { client: (await near.tryListen(5)).errno, accepted: (await far.tryListen(5)).errno }
      const flags = { client: await listens(near), accepted: await listens(far) }
      await near.trySend('hello')
      const received = textOf(await tools.answered(far.tryRecv(5)))

      await listener.tryShutdown('SHUT_RD')
      return {
        flags: { fresh, bound, listening, ...flags, shutDown: await listens(listener) },
        set: set.errno,
        connecting: { state: full, errno: listenWhileConnecting.errno },
        listenOn,
        received,
      }
    })
    const udp = await overKinds(UDP_KINDS, tools, async (kind) => {
      const socket = await server.open(kind, { label: 'UDP' })
      await socket.bind(kind.at(server, tools.port()))
      const before = await listens(socket)
      const { errno } = await socket.tryListen(5)
      return { before, errno, after: await listens(socket) }
    })
    return { tcp, udp }
  }),

  judge: ({ tcp, udp }) => [
    ...ofEachKind(tcp, ({ flags, set, connecting, listenOn, received }) => [
      equal(flags.fresh, false, 'SO_ACCEPTCONN of a new socket'),
      equal(flags.bound, false, 'SO_ACCEPTCONN once it is bound'),
      equal(flags.listening, true, 'SO_ACCEPTCONN once it listens'),
      equal(flags.client, false, 'SO_ACCEPTCONN of a client'),
      equal(flags.accepted, false, 'SO_ACCEPTCONN of what accept() gave'),
      equal(flags.shutDown, false, 'SO_ACCEPTCONN of the listener after shutdown(SHUT_RD)'),
      equal(set, 'ENOPROTOOPT', 'error of setting SO_ACCEPTCONN'),
      equal(listenOn.client, 'EINVAL', 'error of listen() on the client'),
      equal(listenOn.accepted, 'EINVAL', 'error of listen() on what accept() gave'),
      equal(connecting.state, 'SYN_SENT', 'state of the socket that is connecting'),
      equal(connecting.errno, 'EINVAL', 'error of listen() on it'),
      equal(received, 'hello', 'what the connection carries after its ends were told to listen'),
    ]),
    ...ofEachKind(udp, ({ before, errno, after }) => [
      equal(before, false, 'SO_ACCEPTCONN'),
      equal(errno, 'EOPNOTSUPP', 'error of listen()'),
      equal(after, false, 'SO_ACCEPTCONN after it'),
    ]),
  ],
})

const listens = (socket: Socket): Promise<boolean> => socket.get('SO_ACCEPTCONN')
