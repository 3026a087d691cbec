import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import type { Host, Program, SeenPacket, SocketKind, Tools } from '../../harness/index.ts'
import {
  ask,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  python,
  rfc,
  scenario,
  TCP_KINDS,
  textOrEnd,
} from '../../harness/index.ts'
import { connectAlwaysSucceeds } from '../../harness/sockets/mutants/connect/connect.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** A server that stops after each call until it reads a line. */
const PROGRAM = `
import socket, sys
def stop(after):
    print(after, flush=True)
    sys.stdin.readline()
for line in sys.stdin:
    address, port = line.split()
    listener = socket.socket(socket.AF_INET6 if ':' in address else socket.AF_INET)
    stop('socket()')
    listener.bind((address, int(port)))
    stop('bind()')
    listener.listen()
    stop('listen()')
    connection, _ = listener.accept()
    stop('accept()')
    data = connection.recv(1024)
    stop(f'recv() {data.decode()}')
    connection.send(b'answer')
    stop('send()')
    connection.close()
    stop('close()')
    listener.close()
    print('close() of the listener', flush=True)
`

/** A Python in which a method of sockets does something else. */
function doing(name: string, says: string, method: string, instead: string) {
  return pythonWith(
    name,
    says,
    `
import socket, struct
real = socket.socket.${method}
def otherwise(self, *args):
    ${instead}
socket.socket.${method} = otherwise
`,
  )
}

export default claim({
  says: 'A server that is stopped after bind() refuses clients; stopped after listen() it lets them connect, and its kernel acknowledges what they send before accept().',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'C',
      'a receiver in a debugger: stopped after bind() it refuses, stopped after listen() the handshake is made',
    ),
    rfc(9293, '3.5'),
    rfc(9293, '3.6'),
    posix('listen'),
    man('listen', 2, 'DESCRIPTION'),
    man('accept', 2, 'DESCRIPTION'),
    python('library/socket', 'example'),
  ],
  why:
    'A program only asks; the kernel talks to the network. socket() and bind() change nothing that a client could see: ' +
    'its SYN gets an RST. From listen() on the kernel makes handshakes for the port and receives for the connections ' +
    'that it has made, whether the program runs or not. accept() and recv() only hand over what is there, so they send ' +
    'nothing. send() and close() do: the data, and the FIN.',
  method: [
    'A Python server stops after each of its calls until it is told to go on, for each kind of TCP in turn.',
    'While it is stopped, a client on another host connects, sends «hello», reads or closes, as far as it can at that step.',
    'What comes of the client’s calls, and the segments of each step as the client’s host sees them, are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'the segments of each step below' },
    { run: 'python3', see: '>>> import socket; s = socket.socket(); s.bind(("127.0.0.1", 3490))' },
    { run: 'echo hello | nc -v 127.0.0.1 3490', see: 'Connection refused: Flags [S] and [R.]' },
    { run: '>>> s.listen()', see: 'the same nc: succeeded! Flags [S], [S.], [.], then [P.] and [.]' },
    { run: '>>> c, _ = s.accept(); c.recv(1024)', see: "b'hello\\n', and no segment" },
    { run: '>>> c.close()', see: 'Flags [F.]' },
  ],
  mutants: [
    doing('python-bind-listens', 'the port is open from bind() on', 'bind', 'real(self, *args); self.listen()'),
    doing('python-listen-waits', 'the port is not open after listen()', 'listen', 'pass'),
    doing(
      'python-accept-greets',
      'accept() sends something',
      'accept',
      's, at = real(self); s.send(b"hi"); return s, at',
    ),
    doing('python-recv-asks', 'recv() sends something', 'recv', 'self.send(b"?"); return real(self, *args)'),
    doing('python-send-does-nothing', 'send() sends nothing', 'send', 'return len(args[0])'),
    doing(
      'python-close-resets',
      'close() resets the connection',
      'close',
      'self.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0)); real(self)',
    ),
    connectAlwaysSucceeds,
    segmentsUnseen('ACK'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true, needs: ['python3'] }), async (hosts, tools) => {
    const start = () => hosts.server.start('python3', ['-c', PROGRAM])
    let program = start()
    return overKinds(TCP_KINDS, tools, async (kind) => {
      const moves = await walk(kind, program, hosts, tools)
      // One that did not come to its end is of no more use.
      if (moves.length < MOVES.length) program = start()
      return moves
    })
  }),

  judge: (seen) =>
    ofEachKind(seen, (moves) =>
      MOVES.map(({ server, client, gives, segments }, index) => {
        const where = server === null ? 'where the server stays' : `when the server has come to ${server}`
        const what = client === null ? where : `${where}: the client’s ${client}()`
        return equal(moves[index] ?? null, { server, client: gives, segments }, `step ${index + 1}, ${what}`)
      }),
    ),
})

const REFUSED = ['client: SYN', 'server: RST, ACK']

/**
 * The moves of the walk: the call after which the server stops, or null where it stays; the client’s call then; what that
 * gives; and the segments of both.
 */
const MOVES: readonly Move[] = [
  { server: 'socket()', client: 'connect', gives: 'ECONNREFUSED', segments: REFUSED },
  { server: 'bind()', client: 'connect', gives: 'ECONNREFUSED', segments: REFUSED },
  {
    server: 'listen()',
    client: 'connect',
    gives: 'connected',
    segments: ['client: SYN', 'server: SYN, ACK', 'client: ACK'],
  },
  { server: null, client: 'send', gives: '5 bytes', segments: ['client: PSH, ACK, 5 bytes', 'server: ACK'] },
  { server: 'accept()', client: null, gives: null, segments: [] },
  { server: 'recv() hello', client: null, gives: null, segments: [] },
  { server: 'send()', client: 'recv', gives: 'answer', segments: ['server: PSH, ACK, 6 bytes', 'client: ACK'] },
  { server: 'close()', client: 'recv', gives: 'end-of-file', segments: ['server: FIN, ACK', 'client: ACK'] },
  { server: null, client: 'close', gives: 'closed', segments: ['client: FIN, ACK', 'server: ACK'] },
  { server: 'close() of the listener', client: 'connect', gives: 'ECONNREFUSED', segments: REFUSED },
]

interface Move {
  readonly server: string | null
  readonly client: 'connect' | 'send' | 'recv' | 'close' | null
  readonly gives: string | null
  readonly segments: string[]
}

/** What came of a move: the call after which the server stopped, what the client’s call gave, and the segments. */
type Seen = { server: string | null; client: string | null; segments: string[] }

/** Goes through the moves until one does not come about. */
async function walk(kind: SocketKind, program: Program, { client, server }: Sides, tools: Tools): Promise<Seen[]> {
  const at = kind.at(server, tools.port())
  const calls = await clientOf(client, kind, at, tools)
  const moves: Seen[] = []
  let passed = 0
  for (const move of MOVES) {
    tools.say(`the server ${move.server === null ? 'stays' : `goes on to ${move.server}`}`)
    const line = moves.length === 0 ? `${at.address} ${at.port}` : 'go on'
    const stopped = move.server === null ? null : await ask(program, line, tools)
    const given = move.client === null ? null : await calls[move.client]()
    const segments = await tools.eventually(
      () => client.wire.tcp(at.port).slice(passed).map(segmentText),
      // On a busy machine one may arrive after what the next step sends, and draw an answer; so both ends have seen all.
      ({ length }) => length >= move.segments.length && server.wire.tcp(at.port).length >= passed + length,
    )
    moves.push({ server: stopped, client: given, segments })
    if ((move.server !== null && stopped === null) || segments.length < move.segments.length) break
    passed += segments.length
  }
  return moves
}

type Sides = { readonly client: Host; readonly server: Host }

/** The client’s calls: each gives what came of it, or its error. Each connect() is that of a new socket. */
async function clientOf(host: Host, kind: SocketKind, at: ReturnType<SocketKind['at']>, { answered }: Tools) {
  let socket = await host.open(kind)
  return {
    connect: async () => {
      socket = await host.open(kind)
      return (await answered(socket.tryConnect(at))).errno ?? 'connected'
    },
    send: async () => {
      const { value, errno } = await socket.trySend('hello')
      return errno ?? `${value} bytes`
    },
    recv: async () => textOrEnd(await answered(socket.tryRecv(100))),
    close: async () => (await socket.tryClose()).errno ?? 'closed',
  }
}

function segmentText({ direction, flags, length }: SeenPacket): string {
  return `${direction === 'out' ? 'client' : 'server'}: ${flags}${length === 0 ? '' : `, ${length} bytes`}`
}
