import { openSync } from 'node:fs'
import {
  type Answer,
  aboveSpareNumbers,
  claim,
  equal,
  inet,
  loopback,
  man,
  posix,
  type Request,
  type Socket,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'Every call tells what is wrong with a descriptor: EBADF if it is closed or was opened with O_PATH, ENOTSOCK if it is no socket. socket() tells what it cannot make: EAFNOSUPPORT for the domain, EINVAL or ESOCKTNOSUPPORT for the type, EPROTONOSUPPORT for the protocol.',
  level: 'platform',
  reading: 'holds',
  behaviours: [1, 2],
  sources: [
    posix('socket'),
    posix('send'),
    posix('getsockopt'),
    man('socket', 2, 'ERRORS'),
    man('accept', 2, 'ERRORS'),
    man('open', 2, 'O_PATH'),
  ],
  why:
    'A descriptor is a number in the process’s table of open files. First the kernel looks the number up: nothing there is ' +
    'EBADF. A descriptor of O_PATH only names a place in the file system and stands for no open file, so it counts as ' +
    'nothing too. Then the file must be a socket: ENOTSOCK. socket() asks in the same way for one thing after the other: ' +
    'is there such a family (EAFNOSUPPORT), can a type have that number at all (EINVAL), has the family that type ' +
    '(ESOCKTNOSUPPORT), and does the type speak that protocol (EPROTONOSUPPORT). POSIX has EPROTOTYPE for the type.',
  method: [
    'A socket is closed, and each call is made with its number, which nothing else has got meanwhile.',
    'The same calls are made with a descriptor of /dev/null, with an epoll instance, and with a descriptor of O_PATH.',
    'socket() is asked for families, types and protocols that do not exist or do not fit.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket, os; s = socket.socket(); os.close(s.fileno()); s.listen()"',
      see: 'OSError: [Errno 9] Bad file descriptor',
    },
    {
      run: 'python3 -c "import socket; socket.socket(fileno=0).listen()" < /dev/null',
      see: 'OSError: [Errno 88] Socket operation on non-socket',
    },
    {
      run: 'python3 -c "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_UDP)"',
      see: 'OSError: [Errno 93] Protocol not supported',
    },
  ],
  mutants: [
    reportsInstead('recv', 'EBADF', 'ENOTSOCK'),
    succeedsInstead('close', 'EBADF', 0),
    reportsInstead('send', 'ENOTSOCK', 'EBADF'),
    reportsInstead('getsockopt', 'ENOTSOCK', 'EOPNOTSUPP'),
    reportsInstead('shutdown', 'EBADF', 'ENOTCONN'),
    reportsInstead('socket', 'EAFNOSUPPORT', 'EINVAL'),
    reportsInstead('socket', 'EINVAL', 'ESOCKTNOSUPPORT'),
    reportsInstead('socket', 'ESOCKTNOSUPPORT', 'EPROTONOSUPPORT'),
    reportsInstead('socket', 'EPROTONOSUPPORT', 'EINVAL'),
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6', 'own process'] }), async ({ host }, tools) => {
    tools.say('A closed descriptor')
    const gone = await aboveSpareNumbers(() => host.tcp({ label: 'closed' }))
    await gone.close()
    const closed = await errors(gone, tools)
    const again = { close: (await gone.tryClose()).errno, dup: (await gone.tryDup()).errno }

    tools.say('Descriptors that are no sockets')
    const device = await errors(host.adopt(openSync('/dev/null', 'r+')), tools)
    const { value: epoll } = await host.stack.epoll_create1({})
    const instance = await errors(host.adopt(epoll ?? -1), tools)
    const path = await errors(host.adopt(openSync('/', O_PATH)), tools)

    tools.say('Sockets that cannot be')
    const make = async (request: Request<'socket'>) => (await host.trySocket(request)).errno
    return {
      descriptors: { closed: { ...closed, ...again }, device, instance, path },
      sockets: {
        domain0: await make({ domain: 0, type: 'SOCK_STREAM' }),
        domain99: await make({ domain: 99, type: 'SOCK_STREAM' }),
        type75: await make({ domain: 'AF_INET', type: 75 }),
        seqpacket: await make({ domain: 'AF_INET', type: 'SOCK_SEQPACKET' }),
        seqpacket6: await make({ domain: 'AF_INET6', type: 'SOCK_SEQPACKET' }),
        streamOfUdp: await make({ domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_UDP' }),
        datagramOfTcp: await make({ domain: 'AF_INET', type: 'SOCK_DGRAM', protocol: 'IPPROTO_TCP' }),
        streamOfTcp: await make({ domain: 'AF_INET', type: 'SOCK_STREAM', protocol: 'IPPROTO_TCP' }),
      },
    }
  }),

  judge: ({ descriptors: { closed, device, instance, path }, sockets }) => [
    equal(closed, { ...ofAll('EBADF'), close: 'EBADF', dup: 'EBADF' }, 'each call on a closed descriptor'),
    equal(device, ofAll('ENOTSOCK'), 'each call on a descriptor of /dev/null'),
    equal(instance, ofAll('ENOTSOCK'), 'each call on an epoll instance'),
    equal(path, ofAll('EBADF'), 'each call on a descriptor of O_PATH'),
    equal(sockets.domain0, 'EAFNOSUPPORT', 'socket() of domain 0'),
    equal(sockets.domain99, 'EAFNOSUPPORT', 'socket() of domain 99'),
    equal(sockets.type75, 'EINVAL', 'socket() of type 75'),
    equal(sockets.seqpacket, 'ESOCKTNOSUPPORT', 'socket() of AF_INET and SOCK_SEQPACKET'),
    equal(sockets.seqpacket6, 'ESOCKTNOSUPPORT', 'socket() of AF_INET6 and SOCK_SEQPACKET'),
    equal(sockets.streamOfUdp, 'EPROTONOSUPPORT', 'socket() of SOCK_STREAM with IPPROTO_UDP'),
    equal(sockets.datagramOfTcp, 'EPROTONOSUPPORT', 'socket() of SOCK_DGRAM with IPPROTO_TCP'),
    equal(sockets.streamOfTcp, null, 'error of socket() of SOCK_STREAM with IPPROTO_TCP'),
  ],
})

/** `bits/fcntl-linux.h`; Node has no name for it. */
const O_PATH = 0o10000000

/** Calls on a descriptor that a socket would answer each in its own way. */
const CALLS = {
  bind: (socket) => socket.tryBind(inet('127.0.0.1', 0)),
  listen: (socket) => socket.tryListen(1),
  accept: (socket) => socket.tryAccept(),
  connect: (socket) => socket.tryConnect(inet('127.0.0.1', 9)),
  send: (socket) => socket.trySend('hello'),
  recv: (socket) => socket.tryRecv(5),
  shutdown: (socket) => socket.tryShutdown('SHUT_RDWR'),
  getsockname: (socket) => socket.tryLocalAddress(),
  getpeername: (socket) => socket.tryPeerAddress(),
  getsockopt: (socket) => socket.tryGet('SO_TYPE'),
  setsockopt: (socket) => socket.trySet('SO_REUSEADDR', true),
} as const satisfies Readonly<Record<string, (socket: Socket) => Answer<unknown>>>

type Name = keyof typeof CALLS
type Errors = Readonly<Record<Name, string | null>>

const NAMES = Object.keys(CALLS) as readonly Name[]

/** The error of each call on a descriptor. */
async function errors(socket: Socket, { answered }: Tools): Promise<Errors> {
  const seen: Partial<Record<Name, string | null>> = {}
  for (const name of NAMES) {
    const call: (socket: Socket) => Answer<unknown> = CALLS[name]
    seen[name] = (await answered(call(socket))).errno
  }
  return seen as Errors
}

function ofAll(errno: string): Errors {
  return Object.fromEntries(NAMES.map((name) => [name, errno])) as Errors
}
