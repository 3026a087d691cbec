import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  ask,
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  python,
  SOCKET_KINDS,
  type SocketKind,
  scenario,
} from '../../harness/index.ts'

/** A receiver that does one step when it is told to: bind() with a new socket, or listen() with the last one. */
const PROGRAM = `
import errno, socket, sys
kept = []
for line in sys.stdin:
    step, transport, address, port = line.split()
    family = socket.AF_INET6 if ':' in address else socket.AF_INET
    kind = socket.SOCK_STREAM if transport == 'TCP' else socket.SOCK_DGRAM
    try:
        if step == 'bind':
            receiver = socket.socket(family, kind)
            receiver.bind((address, int(port)))
            kept.append(receiver)
        else:
            kept[-1].listen()
        print(step, flush=True)
    except OSError as error:
        print(type(error).__name__, error.errno, errno.errorcode.get(error.errno), flush=True)
`

/** A Python that sets an option on each socket that it makes. */
function setting(option: 'SO_REUSEADDR' | 'SO_REUSEPORT') {
  return pythonWith(
    `python-sets-${option.toLowerCase().replace('_', '-')}`,
    `sockets have ${option} from the beginning`,
    `
import socket
made = socket.socket.__init__
def sharing(self, *args, **named):
    made(self, *args, **named)
    self.setsockopt(socket.SOL_SOCKET, socket.${option}, 1)
socket.socket.__init__ = sharing
`,
  )
}

/** A Python whose bind() raises something else where it fails. */
function raising(name: string, says: string, raised: string) {
  return pythonWith(
    name,
    says,
    `
import socket
bind = socket.socket.bind
def otherwise(self, at):
    try: bind(self, at)
    except OSError as error: raise ${raised}
socket.socket.bind = otherwise
`,
  )
}

export default claim({
  says: 'In Python bind() to a port that another program has raises OSError, with errno 98.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material(
      'C',
      'the receiver started a second time fails with OSError, errno 98, although the first does not listen yet',
    ),
    python('library/exceptions', 'OSError'),
    posix('bind'),
    man('bind', 2, 'ERRORS'),
    man('errno', 3, 'List of error names'),
  ],
  why:
    'The kernel gives an address and port of a protocol to one socket, from bind() on, and EADDRINUSE to all others. ' +
    'Python has no subclass of OSError for that error, so it raises OSError itself, and a program tells it from other ' +
    'errors by its errno. The number is the system’s own, 98 on Linux and 48 on macOS; errno.EADDRINUSE is right on ' +
    'both. When the first program ends, the kernel closes its sockets and the port is free.',
  method: [
    'Two copies of a Python program run on one host. The first binds a port of each kind, TCP and UDP over IPv4 and IPv6, and stops.',
    'The second binds the same; then the first listens, where it is TCP, and the second binds again.',
    'The first ends, and the second binds once more. What is raised each time is observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits; in a second terminal the same ends with OSError: [Errno 98] Address already in use',
    },
    { run: 'python3 -c "import errno; print(errno.errorcode[98])"', see: 'EADDRINUSE' },
  ],
  mutants: [
    setting('SO_REUSEADDR'),
    setting('SO_REUSEPORT'),
    raising('python-forbids-taken-ports', 'bind() raises PermissionError', 'PermissionError(13, "Permission denied")'),
    raising('python-binds-as-macos', 'the errno is 48', 'OSError(48, "Address already in use")'),
    pythonWith(
      'python-remembers-failures',
      'bind() fails again at a port where it has failed before',
      `
import socket
bind, failures = socket.socket.bind, {}
def remembering(self, at):
    if at in failures: raise failures[at]
    try: bind(self, at)
    except OSError as error:
        failures[at] = error
        raise
socket.socket.bind = remembering
`,
    ),
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6', 'python3'] }), async ({ host }, tools) => {
    const start = () => host.start('python3', ['-c', PROGRAM])
    const [first, second] = [start(), start()]
    // All kinds have one port: TCP and UDP do not share theirs, nor do the families, as each names its address.
    const port = tools.port()
    const words = ({ transport, at }: SocketKind) => `${transport} ${at(host, port).address} ${port}`
    const taken = await overKinds(KINDS, tools, async (kind) => {
      const bound = await ask(first, `bind ${words(kind)}`, tools)
      const whileBound = await ask(second, `bind ${words(kind)}`, tools)
      if (kind.transport === 'UDP') return { bound, whileBound, listens: null, whileListening: null }
      const listens = await ask(first, `listen ${words(kind)}`, tools)
      return { bound, whileBound, listens, whileListening: await ask(second, `bind ${words(kind)}`, tools) }
    })
    tools.say('the first program ends')
    first.signal('SIGTERM')
    await first.ended()
    const freed = await overKinds(KINDS, tools, (kind) => ask(second, `bind ${words(kind)}`, tools))
    return { taken, freed }
  }),

  judge: ({ taken, freed }) => [
    ofEachKind(taken, ({ bound, whileBound, listens, whileListening }, kind) => [
      equal(bound, 'bind', 'what comes of bind() in the first program'),
      equal(whileBound, IN_USE, 'what bind() raises in the second, while the first only has the port'),
      SOCKET_KINDS[kind].transport === 'UDP'
        ? []
        : [
            equal(listens, 'listen', 'what comes of listen() in the first program'),
            equal(whileListening, IN_USE, 'what bind() raises in the second then'),
          ],
    ]),
    ofEachKind(freed, (bound) => [equal(bound, 'bind', 'what comes of bind() in the second when the first has ended')]),
  ],
})

const KINDS = ['TCP over IPv4', 'TCP over IPv6', 'UDP over IPv4', 'UDP over IPv6'] as const

const IN_USE = 'OSError 98 EADDRINUSE'
