import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  ask,
  claim,
  equal,
  lineOf,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  python,
  SOCKET_KINDS,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'

/** Connects to each address that it reads and calls recv() without waiting, five times; it waits only in select(). */
const PROGRAM = `
import errno, select, socket, sys
def recv(s):
    try:
        print(s.recv(1024), flush=True)
    except OSError as error:
        print(type(error).__name__, error.errno, errno.errorcode.get(error.errno), flush=True)
for line in sys.stdin:
    transport, address, port = line.split()
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    s = socket.socket(family, socket.SOCK_STREAM if transport == 'TCP' else socket.SOCK_DGRAM)
    s.connect((address, int(port)))
    print(s.getsockname()[1], flush=True)
    s.setblocking(False)
    recv(s)
    select.select([s], [], [])
    recv(s)
    recv(s)
    if transport == 'TCP':
        select.select([s], [], [])
        recv(s)
`

/** A Python whose recv() does something of its own where nothing is there. */
function withNothing(name: string, says: string, instead: string) {
  return pythonWith(
    name,
    says,
    `
import socket
read = socket.socket.recv
def otherwise(self, room):
    try: return read(self, room)
    except BlockingIOError: ${instead}
socket.socket.recv = otherwise
`,
  )
}

export default claim({
  says: 'In Python recv() raises BlockingIOError after setblocking(False) when nothing is there; what comes later can be read as ever.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material(
      'B',
      'the way out of a recv() that blocks: setblocking(False), and no data where BlockingIOError is raised',
    ),
    python('library/exceptions', 'BlockingIOError'),
    python('library/socket', 'socket.socket.setblocking'),
    posix('recv'),
    man('recv', 2, 'ERRORS'),
  ],
  why:
    'setblocking(False) makes the descriptor non-blocking (O_NONBLOCK), and the kernel then answers EAGAIN where it would ' +
    'put the program to sleep. Python raises that as BlockingIOError, with errno 11 on Linux; EWOULDBLOCK is the same ' +
    'number. Nothing has gone wrong: the socket and its connection are as they were. A program that asks again and again ' +
    'keeps a processor busy, so it waits in select() or poll() until there is something.',
  method: [
    'A Python program connects a socket of each kind, makes it non-blocking and calls recv() before anything is sent.',
    'It prints what comes of that; only then is «hello» sent. It waits in select(), and calls recv() twice.',
    'Where it is TCP, the peer then ends its stream, and the program waits and calls recv() once more.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.setblocking(False); s.recv(9)"`,
      see: 'BlockingIOError: [Errno 11] Resource temporarily unavailable',
    },
    {
      run: 'strace -f -e trace=ioctl,recvfrom',
      see: 'before the same command: ioctl(3, FIONBIO, [1]) = 0, then recvfrom(3, …) = -1 EAGAIN',
    },
  ],
  mutants: [
    withNothing('python-nothing-is-empty', 'recv() gives no bytes where nothing is there', `return b''`),
    withNothing('python-nothing-times-out', 'it raises TimeoutError', 'raise TimeoutError(110, "timed out")'),
    withNothing('python-blocks-as-macos', 'the errno is 35', 'raise BlockingIOError(35, "")'),
    withNothing(
      'python-gives-up',
      'recv() gives nothing any more after BlockingIOError',
      `
        self.shutdown(socket.SHUT_RD)
        raise`,
    ),
    pythonWith(
      'python-waits-a-moment',
      'setblocking(False) leaves the socket blocking, for 50 ms each time',
      'import socket; socket.socket.setblocking = lambda self, blocks: self.settimeout(0.05)',
    ),
  ],

  experiment: scenario(loopback(['peer', 'program'], { needs: ['IPv6', 'python3'] }), async (hosts, tools) => {
    const program = hosts.program.start('python3', ['-c', PROGRAM])
    return overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const isStream = kind.transport === 'TCP'
      const at = kind.at(hosts.peer, tools.port())
      const waiting = await (isStream
        ? hosts.peer.listener(at.port, { kind })
        : hosts.peer.receiver(at.port, { kind, label: 'peer' }))
      const next = program.printed.length
      const printed = (index: number) => lineOf(program, next + index, tools)

      const port = await ask(program, `${kind.transport} ${at.address} ${at.port}`, tools)
      const peer = isStream ? await waiting.accept([], 'peer') : waiting
      if (!isStream) await peer.connect(kind.at(hosts.program, Number(port)))
      const before = await printed(1)
      await peer.send('hello')
      const after = [await printed(2), await printed(3)]
      if (!isStream) return { before, after, end: null }
      await peer.shutdown('SHUT_WR')
      return { before, after, end: await printed(4) }
    })
  }),

  judge: (seen) =>
    ofEachKind(seen, ({ before, after, end }, name) => [
      equal(before, NOTHING, 'what recv() raises while nothing has been sent'),
      equal(after, [`b'hello'`, NOTHING], 'what comes of recv() twice, when «hello» has come'),
      SOCKET_KINDS[name].transport === 'TCP' ? equal(end, `b''`, 'what it gives at the end of the stream') : [],
    ]),
})

const NOTHING = 'BlockingIOError 11 EAGAIN'
