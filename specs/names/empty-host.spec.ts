import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import { butNot, claim, equal, lan, man, material, posix, rfc, scenario } from '../../harness/index.ts'

/** Connects each time it is told to. */
const PROGRAM = `
import socket, sys
for line in sys.stdin:
    s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        s.connect(('', int(sys.argv[1])))
        print('connected to', s.getpeername()[0], flush=True)
    except OSError as e:
        print(type(e).__name__, flush=True)
`

/** Python that takes the empty host for a host somewhere else. */
const emptyIsOutside = pythonWith(
  'python-empty-is-outside',
  'the empty host stands for another machine',
  `
import socket
connect = socket.socket.connect
socket.socket.connect = lambda self, address: connect(self, (address[0] or '10.77.0.12', address[1]))
`,
)

/** Python that does not take the empty host. */
const emptyIsRefused = pythonWith(
  'python-empty-is-an-error',
  'the empty host is an error',
  `
import socket
def refusing(self, address): raise socket.gaierror(-2, 'Name or service not known')
socket.socket.connect = refusing
`,
)

export default claim({
  says: 'A Python client that connects to host "" reaches a server on some other machine.',
  level: 'platform',
  reading: 'contradicted',
  sources: [
    material('D', 'the first example connects a client to ("", 80) as if a web server were there'),
    man('ip', 7, 'Address format'),
    rfc(1122, '3.2.1.3'),
    posix('connect'),
  ],
  why:
    'In an address of Python the empty host stands for INADDR_ANY, 0.0.0.0, which is meant for bind(): every address of ' +
    'this machine. RFC 1122 lets it never be a destination, only the source of a host that does not know its own address ' +
    'yet. Linux takes it in connect() for the machine itself and goes to 127.0.0.1; Windows refuses it. Nothing leaves the ' +
    'machine.',
  method: [
    'A program connects to ("", port). Another host listens at that port, the program’s own does not.',
    'Then its own host listens there too, and the program connects again.',
    'Whom it reaches, and what leaves its host, are observed.',
  ],
  byHand: [
    { run: 'python3 -c "import socket; socket.create_server((\'127.0.0.1\', 3490)).accept()"', see: 'waits' },
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.connect((\'\', 3490)); print(s.getpeername())"',
      see: "('127.0.0.1', 3490)",
    },
  ],
  mutants: [emptyIsOutside, emptyIsRefused],

  experiment: scenario(
    lan(['client', 'server'], { needs: ['python3'] }),
    async ({ client, server }, { port, say, until }) => {
      const number = port()
      await server.listener(number)
      const program = client.start('python3', ['-c', PROGRAM, String(number)])
      const connect = async () => {
        const before = program.printed.length
        program.tell('connect')
        const printed = await until(
          'the program to tell how its connect() went',
          () => program.printed.slice(before),
          ({ length }) => length > 0,
        )
        return printed[0] ?? 'nothing'
      }
      say('only another host listens')
      const elsewhere = await connect()
      say('its own host listens too')
      const own = await client.tcp({ label: 'own listener' })
      await own.bind({ family: 'AF_INET', address: '127.0.0.1', port: number })
      await own.listen(5)
      const here = await connect()
      return { elsewhere, here, left: client.wire.tcp(number).length }
    },
  ),

  judge: ({ elsewhere, here, left }) => [
    butNot(
      'only another machine listens at the port',
      equal(elsewhere, 'ConnectionRefusedError', 'what the program prints'),
    ),
    butNot(
      'its own machine listens there: it is reached',
      equal(here, 'connected to 127.0.0.1', 'what the program prints'),
      equal(left, 0, 'segments that left the machine or came to it'),
    ),
  ],
})
