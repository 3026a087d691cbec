import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import type { Host, SocketKind } from '../../harness/index.ts'
import {
  between,
  butNot,
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
  trueWhen,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindDoesNothing } from '../../harness/sockets/mutants/bind/bind.ts'
import { bindTakesTheNextPort } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { bindIgnoresTheRange } from '../../harness/sockets/mutants/bind/ephemeral.ts'

const KINDS = [...TCP_KINDS, ...UDP_KINDS] as const

/** One more than the largest port. */
const TURN = 65_536

/** Tries each port that it is given with three calls, then create_connection() to a service’s port so many turns too high. */
const PROGRAM = `
import socket, sys
host, service, turns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
def outcome(kind, call, *first):
    try:
        getattr(socket.socket(socket.AF_INET, kind), call)(*first, (host, port))
        return 'no error'
    except Exception as error:
        return type(error).__name__
for port in map(int, sys.argv[4:]):
    print(port, outcome(socket.SOCK_STREAM, 'bind'), outcome(socket.SOCK_STREAM, 'connect'), outcome(socket.SOCK_DGRAM, 'sendto', b''))
try:
    print('connected to', socket.create_connection((host, service + turns * ${TURN})).getpeername()[1])
except Exception as error:
    print(type(error).__name__)
`

/** The ephemeral range of every lab. */
const [FIRST, LAST] = [32_768, 60_999]

const somePorts = fc.uniqueArray(fc.integer({ min: 0, max: TURN - 1 }), { minLength: 1, maxLength: 40 })
const tooHigh = fc.oneof(fc.integer({ min: TURN, max: 2 * TURN }), fc.integer({ min: TURN, max: 2 ** 32 }))
const someOutside = fc.array(fc.oneof(fc.integer({ min: -TURN, max: -1 }), tooHigh), { minLength: 1, maxLength: 40 })

export default claim({
  says: 'Ports are 0 to 65535, and 0 means «choose one for me». A port outside cannot be expressed: Python raises OverflowError.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('B', 'ports range from 0 to 65535'),
    rfc(9293, '3.1'),
    rfc(768),
    rfc(6335, '6'),
    man('ip', 7, 'Address format'),
    man('getaddrinfo', 3),
  ],
  why:
    'A port is 16 bits in the header of TCP and UDP and in the address structure that bind() and connect() take. C cuts a ' +
    'larger number off without a word; Python looks first and raises OverflowError, without calling the kernel. But ' +
    'helpers like create_connection() hand the number to getaddrinfo(), which converts its text and keeps the lowest 16 ' +
    'bits, and so they reach a port that nobody named.',
  method: [
    'Sockets of each kind bind ports from 0 to 65535 and tell which one they got.',
    'A Python program tries bind(), connect() and sendto() with ports outside, below 0 and above 65535.',
    'It then calls create_connection() with the port of a service, plus a multiple of 65536.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; socket.socket().bind(('127.0.0.1', 65536))"`,
      see: 'OverflowError: bind(): port must be 0-65535.',
    },
    {
      run: `nc -l 127.0.0.1 3490 & sleep 1; python3 -c "import socket; print(socket.create_connection(('127.0.0.1', 65536 + 3490)))"`,
      see: 'a connection to port 3490',
    },
  ],
  mutants: [
    bindDoesNothing,
    bindTakesTheNextPort,
    bindIgnoresTheRange,
    pythonWith(
      'python-bind-wraps',
      'Python’s bind() takes a port outside modulo 65536',
      `import _socket, socket; socket.socket.bind = lambda self, at: _socket.socket.bind(self, (at[0], at[1] % ${TURN}))`,
    ),
    pythonWith(
      'python-connect-raises-oserror',
      'Python’s connect() leaves it to the kernel to refuse a port outside',
      'import socket\ndef refuse(self, at): raise OSError(22, "")\nsocket.socket.connect = refuse',
    ),
    pythonWith(
      'python-sendto-ignores-the-port',
      'Python’s sendto() takes any number for a port',
      'import socket; socket.socket.sendto = lambda self, data, at: len(data)',
    ),
    pythonWith(
      'create-connection-checks-the-port',
      'create_connection() raises OverflowError too',
      'import socket\ndef check(at): raise OverflowError()\nsocket.create_connection = check',
    ),
  ],

  experiment: forAll(
    loopback(['host'], {
      sysctls: { 'ipv4.ip_unprivileged_port_start': '0' },
      needs: ['network namespaces', 'IPv6', 'python3'],
    }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        ports: somePorts,
        outside: someOutside,
        turns: fc.integer({ min: 1, max: 1000 }),
      }),
      example: { kind: 'TCP over IPv4', ports: [0, 1, 3490, 65_535], outside: [-1, 65_536, 2 ** 32 + 80], turns: 1 },
      edges: [{ kind: 'UDP over IPv6', ports: [0, 1, 65_535], outside: [-65_536, 2 ** 31, 2 ** 64], turns: 30_000 }],
      runs: 3,
    },
    async ({ kind: name, ports, outside, turns }, { host }, tools) => {
      const bound: [number, string | number][] = []
      for (const port of ports) bound.push([port, await bindTo(port, SOCKET_KINDS[name], host)])
      const service = await host.listener(tools.port())
      const at = host.at(await service.localPort())
      const words = [at.address, at.port, turns, ...outside].map(String)
      const program = host.start('python3', ['-c', PROGRAM, ...words])
      await program.ended()
      return {
        chosen: Number(bound.find(([port]) => port === 0)?.[1] ?? FIRST),
        bound: bound.filter(([port]) => port !== 0),
        python: program.printed.slice(0, -1),
        helper: program.printed.at(-1) ?? 'nothing',
        service: at.port,
        connections: await host.queueLength(service),
      }
    },
  ),

  judge: ({ chosen, bound, python, helper, service, connections }, { outside }) => [
    trueWhen(
      'the program names the port in an address',
      equal(
        bound,
        bound.map(([port]) => [port, port]),
        'ports from 1 to 65535, and what getsockname() tells after bind()',
      ),
      between(chosen, [FIRST, LAST], 'what port 0 became'),
      equal(
        [...python],
        outside.map((port) => `${port} OverflowError OverflowError OverflowError`),
        'ports outside, and what Python’s bind(), connect() and sendto() raise',
      ),
    ),
    butNot(
      'a helper resolves the address (create_connection)',
      equal(helper, `connected to ${service}`, 'what comes of a port that is a multiple of 65536 too high'),
      equal(connections, 1, 'connections that the service at the port below has got'),
    ),
  ],
})

/** The port that a socket has after bind(), or the error. */
async function bindTo(port: number, kind: SocketKind, host: Host): Promise<number | string> {
  const socket = await host.open(kind)
  const { errno } = await socket.tryBind(kind.loopback(port))
  const bound = errno ?? (await socket.localPort())
  await socket.close()
  return bound
}
