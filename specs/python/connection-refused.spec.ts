import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import type { Host } from '../../harness/index.ts'
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
} from '../../harness/index.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** Connects to each address that it reads, in the two ways that Python has, and prints what comes of them. */
const PROGRAM = `
import errno, socket, sys
for line in sys.stdin:
    address, port = line.split()
    at, family = (address, int(port)), socket.AF_INET6 if ':' in address else socket.AF_INET
    try:
        socket.socket(family).connect(at)
        outcome = 'connected'
    except OSError as error:
        outcome = f'{type(error).__name__} {error.errno} {errno.errorcode.get(error.errno)}'
    print(outcome, socket.socket(family).connect_ex(at), sep=', ', flush=True)
`

/** A Python whose connect() does something of its own where it fails. */
function failing(name: string, says: string, instead: string) {
  return pythonWith(
    name,
    says,
    `
import socket
connect = socket.socket.connect
def otherwise(self, at):
    try:
        connect(self, at)
    except OSError as error:
        ${instead}
socket.socket.connect = otherwise
`,
  )
}

export default claim({
  says: 'In Python connect() to a port where nobody listens raises ConnectionRefusedError, with errno 111.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material(
      'C',
      'the sender without its receiver fails in connect(): ConnectionRefusedError, errno 111; its SYN got an RST',
    ),
    python('library/exceptions', 'ConnectionRefusedError'),
    python('library/socket', 'socket.socket.connect_ex'),
    posix('connect'),
    man('connect', 2, 'ERRORS'),
    man('errno', 3, 'List of error names'),
    rfc(9293, '3.5.2'),
  ],
  why:
    'The RST that answers the SYN makes the kernel end the attempt, and connect(2) fails with ECONNREFUSED. Python turns ' +
    'the errors of system calls into OSError, and those of common meaning into subclasses of it: ECONNREFUSED becomes ' +
    'ConnectionRefusedError. The name is the same everywhere; the number is the system’s own, 111 on Linux and 61 on ' +
    'macOS. A port that a program has bound, but does not listen on, refuses too. connect_ex() gives the number and ' +
    'raises nothing.',
  method: [
    'A Python program connects over each kind of TCP to three ports of another host: one that nobody has, one that a socket has bound only, and one with a listener.',
    'On each it calls connect() and, with a new socket, connect_ex().',
    'What is raised and given, and the flags of all segments until the connection stands or is refused, are observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; socket.socket().connect((\'127.0.0.1\', 3490))"',
      see: 'ConnectionRefusedError: [Errno 111] Connection refused',
    },
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'Flags [S], answered by Flags [R.]' },
    { run: 'python3 -c "import errno; print(errno.errorcode[111])"', see: 'ECONNREFUSED' },
  ],
  mutants: [
    failing(
      'python-raises-a-plain-oserror',
      'connect() raises OSError itself',
      'plain = OSError(); plain.errno = error.errno; raise plain',
    ),
    failing('python-numbers-as-macos', 'the errno is 61', 'raise ConnectionRefusedError(61, "Connection refused")'),
    failing('python-tries-again', 'connect() knocks a second time', 'connect(self, at)'),
    failing('python-hides-a-refusal', 'connect() raises nothing where nobody listens', 'pass'),
    pythonWith(
      'connect-ex-gives-minus-one',
      'connect_ex() gives −1 where connect() fails, as the C function does',
      `
import socket
connect_ex = socket.socket.connect_ex
socket.socket.connect_ex = lambda self, at: -1 if connect_ex(self, at) else 0
`,
    ),
    segmentsUnseen('RST, ACK'),
    segmentsUnseen('SYN, ACK'),
  ],

  experiment: scenario(lan(['sender', 'receiver'], { ipv6: true, needs: ['python3'] }), async (hosts, tools) => {
    const { sender, receiver } = hosts
    const program = sender.start('python3', ['-c', PROGRAM])
    return overKinds(TCP_KINDS, tools, async (kind) => {
      const bound = kind.at(receiver, tools.port())
      await (await receiver.open(kind)).bind(bound)
      const listening = kind.at(receiver, tools.port())
      await receiver.listener(listening.port, { kind })
      const connectTo = async ({ address, port }: { address: string; port: number }) => {
        const printed = await ask(program, `${address} ${port}`, tools)
        return { printed, wire: opening(sender, port) }
      }
      return {
        nobody: await connectTo(kind.at(receiver, tools.port())),
        bound: await connectTo(bound),
        listening: await connectTo(listening),
      }
    })
  }),

  judge: (seen) =>
    ofEachKind(seen, ({ nobody, bound, listening }) => [
      equal(nobody.printed, REFUSED, 'a port that nobody has: what connect() raises, and what connect_ex() gives'),
      equal(nobody.wire, [...KNOCK, ...KNOCK], 'a port that nobody has: segments of both calls'),
      equal(bound.printed, REFUSED, 'a port that is bound only: what connect() raises, and what connect_ex() gives'),
      equal(bound.wire, [...KNOCK, ...KNOCK], 'a port that is bound only: segments of both calls'),
      equal(listening.printed, 'connected, 0', 'a port with a listener: what comes of connect() and connect_ex()'),
      equal(listening.wire, [...HANDSHAKE, ...HANDSHAKE], 'a port with a listener: segments of both calls'),
    ]),
})

const REFUSED = 'ConnectionRefusedError 111 ECONNREFUSED, 111'
const KNOCK = ['SYN', 'RST, ACK']
const HANDSHAKE = ['SYN', 'SYN, ACK', 'ACK']

/** The flags of the segments by which calls were refused or got their connection, without those of the closing. */
function opening({ wire }: Host, port: number): string[] {
  const segments = wire.tcp(port).filter(({ direction, flags }) => direction === 'out' || flags !== 'ACK')
  return segments.map(({ flags }) => flags).filter((flags) => !flags.includes('FIN'))
}
