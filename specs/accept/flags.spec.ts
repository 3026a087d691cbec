import {
  claim,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  type SocketFlag,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import {
  acceptAlwaysClosesOnExec,
  acceptIgnores,
  acceptInheritsNonblock,
} from '../../harness/sockets/mutants/accept/accept-flags.ts'

export default claim({
  says: 'accept4() sets exactly what its flags name, O_NONBLOCK and FD_CLOEXEC; without flags the new socket is blocking and survives execve(), also where the listener is non-blocking or would not.',
  level: 'platform',
  reading: 'holds',
  behaviours: [31],
  sources: [posix('accept'), man('accept', 2, 'DESCRIPTION'), man('fcntl', 2)],
  why:
    'O_NONBLOCK belongs to the open file description and FD_CLOEXEC to the descriptor; accept4() makes a new one of each, ' +
    'and Linux takes neither flag over from the listener. BSD does so with O_NONBLOCK, so portable programs set what they ' +
    'need. The flags exist for FD_CLOEXEC above all: between accept() and a later fcntl() another thread may start a ' +
    'program, which would inherit the client’s socket and keep its connection open.',
  method: [
    'On a blocking listener and on a non-blocking one, which has FD_CLOEXEC too, clients wait in the queue.',
    'accept4() is called without flags, with each of the two, and with both.',
    'fcntl() tells the flags of each new socket and of the listeners.',
  ],
  byHand: [
    {
      run: `python3 -c "import ctypes, fcntl, socket; s = socket.create_server(('127.0.0.1', 3490)); c = socket.create_connection(('127.0.0.1', 3490)); s.setblocking(False); fd = ctypes.CDLL(None).accept4(s.fileno(), None, None, 0); print(fcntl.fcntl(s, 3), fcntl.fcntl(s, 1), fcntl.fcntl(fd, 3), fcntl.fcntl(fd, 1))"`,
      see: '2050 1 2 0: O_NONBLOCK (2048) and FD_CLOEXEC (1) on the listener, neither on the new socket',
    },
    {
      run: 'strace -e accept4 python3 -c "import socket; socket.create_server((\'127.0.0.1\', 3490)).accept()"',
      see: 'after nc 127.0.0.1 3490: accept4(…, SOCK_CLOEXEC): Python asks for it',
    },
  ],
  mutants: [
    acceptIgnores('SOCK_NONBLOCK'),
    acceptIgnores('SOCK_CLOEXEC'),
    acceptInheritsNonblock,
    acceptAlwaysClosesOnExec,
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      blocking: await flagsOfAccepted(kind, false, hosts, tools),
      nonblocking: await flagsOfAccepted(kind, true, hosts, tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ blocking, nonblocking }) => [
      equal(blocking.listener, ['FD_CLOEXEC'], 'flags of the blocking listener'),
      equal(blocking.accepted, EXPECTED, 'flags of what its accept4() gives, by its argument'),
      equal(nonblocking.listener, ['O_NONBLOCK', 'FD_CLOEXEC'], 'flags of the non-blocking listener'),
      equal(nonblocking.accepted, EXPECTED, 'flags of what its accept4() gives, by its argument'),
    ]),
})

const ARGUMENTS: readonly (readonly SocketFlag[])[] = [
  [],
  ['SOCK_NONBLOCK'],
  ['SOCK_CLOEXEC'],
  ['SOCK_NONBLOCK', 'SOCK_CLOEXEC'],
]

const EXPECTED = {
  '0': [],
  SOCK_NONBLOCK: ['O_NONBLOCK'],
  SOCK_CLOEXEC: ['FD_CLOEXEC'],
  'SOCK_NONBLOCK | SOCK_CLOEXEC': ['O_NONBLOCK', 'FD_CLOEXEC'],
}

type Sides = { readonly client: Host; readonly server: Host }

/** The flags of a listener, and of what it accepts with each argument. */
async function flagsOfAccepted(kind: SocketKind, nonblocking: boolean, { client, server }: Sides, tools: Tools) {
  const { answered, eventually, port } = tools
  const at = port()
  const listener = await server.listener(at, { kind, nonblocking })
  await server.stack.fcntl({ fd: listener.fd, command: 'F_SETFD', flags: ['FD_CLOEXEC'] })
  const accepted: Record<string, string[]> = {}
  for (const flags of ARGUMENTS) {
    await client.connect(kind.at(server, at))
    await eventually(
      () => listener.poll(['POLLIN']),
      ({ length }) => length > 0,
    )
    const { value, errno } = await answered(server.stack.accept4({ fd: listener.fd, flags, inheritable: true }))
    const seen = value === null ? [errno] : await flagsOf(server, value)
    if (value !== null) {
      server.adopt(value.fd, 'accepted')
      await server.stack.fcntl({ fd: value.fd, command: 'F_SETFD', flags: ['FD_CLOEXEC'] })
    }
    accepted[flags.join(' | ') || '0'] = seen
  }
  return { listener: await flagsOf(server, listener), accepted }
}

/** O_NONBLOCK and FD_CLOEXEC of a descriptor, as far as it has them. */
async function flagsOf({ stack }: Host, { fd }: Pick<Socket, 'fd'>): Promise<string[]> {
  const { value: file } = await stack.fcntl({ fd, command: 'F_GETFL' })
  const { value: descriptor } = await stack.fcntl({ fd, command: 'F_GETFD' })
  return [...(file ?? []), ...(descriptor ?? [])].filter((flag) => flag === 'O_NONBLOCK' || flag === 'FD_CLOEXEC')
}
