import {
  claim,
  differs,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  type SocketKind,
  type SocketOptions,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { acceptInheritsNonblock } from '../../harness/sockets/mutants/accept/accept-flags.ts'
import { acceptCopiesLate, acceptResets } from '../../harness/sockets/mutants/accept/accept-inherits.ts'
import { optionReadsAs } from '../../harness/sockets/mutants/option-values.ts'

/** Set on the listener; none is what a new socket has. */
const OPTIONS = {
  SO_KEEPALIVE: true,
  SO_OOBINLINE: true,
  SO_REUSEADDR: true,
  SO_LINGER: { onoff: true, linger: 7 },
  SO_RCVBUF: 40_000,
  SO_SNDBUF: 30_000,
  SO_RCVLOWAT: 7,
  SO_RCVTIMEO: 1500,
  SO_SNDTIMEO: 2500,
  TCP_NODELAY: true,
  TCP_KEEPIDLE: 77,
  TCP_KEEPINTVL: 11,
  TCP_KEEPCNT: 3,
  TCP_SYNCNT: 2,
  TCP_LINGER2: 9,
  TCP_USER_TIMEOUT: 4321,
} satisfies SocketOptions

export default claim({
  says: 'The socket that accept() gives has the options of its listener, TCP_USER_TIMEOUT among them, as they were when the client came. It does not have O_NONBLOCK or SO_ACCEPTCONN.',
  level: 'platform',
  reading: 'holds',
  behaviours: [32],
  sources: [
    man('tcp', 7, 'TCP_USER_TIMEOUT'),
    man('socket', 7, 'Socket options'),
    man('accept', 2, 'DESCRIPTION'),
    posix('accept'),
  ],
  why:
    'Linux makes the socket of a connection when the handshake completes, as a copy of the listener with all its options, ' +
    'and accept() only gives it a descriptor. So options for all connections are set once, on the listener; some even must ' +
    'be, since a receive buffer that is to allow a large window has to be there before the first segment. What is set on the ' +
    'listener while a client waits in the queue comes too late for that client. O_NONBLOCK belongs to the open file ' +
    'description, which is new, and listening is a state and not an option. POSIX leaves all this open.',
  method: [
    'Options are set on a non-blocking listener, each to something that a new socket does not have.',
    'A client connects; TCP_NODELAY and TCP_USER_TIMEOUT of the listener are changed; then it is accepted.',
    'The options of the accepted socket are read beside those of the listener and of a new socket.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); s.setsockopt(6, 18, 4321); c = socket.create_connection(('127.0.0.1', 3490)); s.setsockopt(6, 18, 5000); print(s.accept()[0].getsockopt(6, 18), s.getsockopt(6, 18))"`,
      see: '4321 5000',
    },
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); s.setsockopt(1, 9, 1); input()"',
      see: 'a listener with SO_KEEPALIVE, which never accepts',
    },
    {
      run: 'nc -d 127.0.0.1 3490 & ss -tno "sport = 3490"',
      see: 'the connection in its queue has timer:(keepalive,…) already',
    },
  ],
  mutants: [
    acceptResets('SO_KEEPALIVE', false),
    acceptResets('SO_OOBINLINE', false),
    acceptResets('SO_REUSEADDR', false),
    acceptResets('SO_LINGER', { onoff: false, linger: 0 }),
    acceptResets('SO_RCVBUF', 131_072),
    acceptResets('SO_SNDBUF', 16_384),
    acceptResets('SO_RCVLOWAT', 1),
    acceptResets('SO_RCVTIMEO', 0),
    acceptResets('SO_SNDTIMEO', 0),
    acceptResets('TCP_NODELAY', false),
    acceptResets('TCP_KEEPIDLE', 7200),
    acceptResets('TCP_KEEPINTVL', 75),
    acceptResets('TCP_KEEPCNT', 9),
    acceptResets('TCP_SYNCNT', 6),
    acceptResets('TCP_LINGER2', 60),
    acceptResets('TCP_USER_TIMEOUT', 0),
    acceptCopiesLate('TCP_USER_TIMEOUT'),
    acceptCopiesLate('TCP_NODELAY'),
    acceptInheritsNonblock,
    optionReadsAs('SO_ACCEPTCONN', false, true),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, (kind) => acceptWithOptions(kind, hosts, tools)),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ listener, accepted, fresh, late, nonblocking, accepting }) => [
      ...OPTION_NAMES.flatMap((option) => [
        differs(fresh[option] ?? null, listener[option] ?? null, `${option} of a new socket`),
        equal(accepted[option] ?? null, listener[option] ?? null, `${option} of the accepted socket`),
      ]),
      equal(late, { TCP_NODELAY: false, TCP_USER_TIMEOUT: 5000 }, 'what the listener has when accept() is called'),
      equal(nonblocking, { listener: true, accepted: false }, 'O_NONBLOCK'),
      equal(accepting, { listener: true, accepted: false }, 'SO_ACCEPTCONN'),
    ]),
})

const OPTION_NAMES = Object.keys(OPTIONS) as readonly (keyof typeof OPTIONS)[]

type Sides = { readonly client: Host; readonly server: Host }

/** Accepts a client of a listener with {@link OPTIONS}, two of which change while the client is in the queue. */
async function acceptWithOptions(kind: SocketKind, { client, server }: Sides, { eventually, port }: Tools) {
  const at = port()
  const listener = await server.listener(at, { kind, nonblocking: true, set: OPTIONS })
  const before = await optionsOf(listener)
  await client.connect(kind.at(server, at), { label: 'client' })
  await eventually(
    () => listener.poll(['POLLIN']),
    ({ length }) => length > 0,
  )
  await listener.set('TCP_NODELAY', false)
  await listener.set('TCP_USER_TIMEOUT', 5000)
  const { TCP_NODELAY, TCP_USER_TIMEOUT } = await optionsOf(listener)

  const accepted = await listener.accept([], 'accepted')
  const isNonblocking = async ({ fd }: Socket) =>
    (await server.stack.fcntl({ fd, command: 'F_GETFL' })).value?.includes('O_NONBLOCK') ?? null
  return {
    listener: before,
    accepted: await optionsOf(accepted),
    fresh: await optionsOf(await server.open(kind, { label: 'new' })),
    late: { TCP_NODELAY: TCP_NODELAY ?? null, TCP_USER_TIMEOUT: TCP_USER_TIMEOUT ?? null },
    nonblocking: { listener: await isNonblocking(listener), accepted: await isNonblocking(accepted) },
    accepting: { listener: await listener.get('SO_ACCEPTCONN'), accepted: await accepted.get('SO_ACCEPTCONN') },
  }
}

/** What a socket tells of each of {@link OPTIONS}. */
async function optionsOf(socket: Socket) {
  const values: Record<string, boolean | number | string | { onoff: boolean; linger: number } | null> = {}
  for (const option of OPTION_NAMES) {
    const { value } = await socket.tryGet(option)
    values[option] = typeof value === 'object' && value !== null ? { ...value } : value
  }
  return values
}
