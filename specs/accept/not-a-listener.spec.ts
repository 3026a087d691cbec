import {
  claim,
  connected,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { acceptListensFirst } from '../../harness/sockets/mutants/accept/accept.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'accept() on a TCP socket that does not listen fails with EINVAL at once, whether it is new, bound or connected; on a UDP socket it fails with EOPNOTSUPP.',
  level: 'must',
  reading: 'holds',
  behaviours: [28],
  sources: [posix('accept'), man('accept', 2, 'ERRORS')],
  why:
    'accept() takes a connection from the accept queue, and only listen() gives a socket such a queue. A TCP socket could ' +
    'listen, but this one does not: an invalid argument. It does not wait until the socket may listen one day. A UDP ' +
    'socket never can: it has no connections, so the operation itself does not exist for it.',
  method: [
    'accept() is called on a new TCP socket, on a bound one, on a client and on what accept() gave; all of them would block.',
    'The same is asked of UDP sockets: new, bound and connected.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; socket.socket().accept()"',
      see: 'OSError: [Errno 22] Invalid argument',
    },
    {
      run: 'python3 -c "import socket; socket.socket(type=socket.SOCK_DGRAM).accept()"',
      see: 'OSError: [Errno 95] Operation not supported',
    },
  ],
  mutants: [
    acceptListensFirst,
    reportsInstead('accept4', 'EINVAL', 'EAGAIN'),
    reportsInstead('accept4', 'EOPNOTSUPP', 'EINVAL'),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async ({ client, server }, tools) => {
    const accept = async (socket: Socket) => (await tools.answered(socket.tryAccept())).errno
    const tcp = await overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const ends = await connected(client, kind.at(server, port), await server.listener(port, { kind }))
      const fresh = await accept(await server.open(kind, { label: 'new' }))
      const socket = await server.open(kind, { label: 'bound' })
      await socket.bind(kind.at(server, tools.port()))
      const bound = await accept(socket)
      return { fresh, bound, client: await accept(ends.client), accepted: await accept(ends.server) }
    })
    const udp = await overKinds(UDP_KINDS, tools, async (kind) => {
      const address = kind.at(server, tools.port())
      const socket = await server.open(kind, { label: 'UDP' })
      const fresh = await accept(socket)
      await socket.bind(address)
      const bound = await accept(socket)
      await socket.connect(address)
      return { fresh, bound, connected: await accept(socket) }
    })
    return { tcp, udp }
  }),

  judge: ({ tcp, udp }) => [
    ...ofEachKind(tcp, ({ fresh, bound, client, accepted }) => [
      equal(fresh, 'EINVAL', 'error of accept() on a new socket'),
      equal(bound, 'EINVAL', 'error of accept() on a bound one'),
      equal(client, 'EINVAL', 'error of accept() on a client'),
      equal(accepted, 'EINVAL', 'error of accept() on what accept() gave'),
    ]),
    ...ofEachKind(udp, (seen) => [
      equal(seen.fresh, 'EOPNOTSUPP', 'error of accept() on a new socket'),
      equal(seen.bound, 'EOPNOTSUPP', 'error of accept() on a bound one'),
      equal(seen.connected, 'EOPNOTSUPP', 'error of accept() on a connected one'),
    ]),
  ],
})
