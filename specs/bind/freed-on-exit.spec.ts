import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import type { Host, Tools } from '../../harness/index.ts'
import {
  claim,
  equal,
  loopback,
  man,
  material,
  posix,
  SOCKET_KINDS,
  type SocketAddress,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindDoesNothing, heldPortStaysHeld } from '../../harness/sockets/mutants/bind/bind.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

const KINDS = [...TCP_KINDS, ...UDP_KINDS] as const

/** Binds what it is told on standard input, closes all of it, or exits without closing; TCP sockets may listen. */
const HOLDER = `
import socket, sys
sockets = []
for line in sys.stdin:
    what, *words = line.split()
    if what == 'bind':
        family = socket.AF_INET6 if ':' in words[1] else socket.AF_INET
        s = socket.socket(family, socket.SOCK_STREAM if words[0] == 'TCP' else socket.SOCK_DGRAM)
        s.bind((words[1], int(words[2])))
        if words[0] == 'TCP' and words[3] == 'listen': s.listen()
        sockets.append(s)
    elif what == 'close':
        for s in sockets: s.close()
    elif what == 'exit':
        sys.exit(0)
    print(what, flush=True)
`

export default claim({
  says: 'A port is free again once the program that had it closes the socket or ends, however it ends, if it has had no connection there.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('C', 'no other process can have the port until the receiver frees it'),
    posix('close'),
    posix('_exit'),
    man('_exit', 2),
    man('close', 2),
  ],
  why:
    'A bound port is nothing but an entry in the kernel’s table that belongs to the socket. When the last descriptor of the ' +
    'socket is closed the entry goes at once. A process that ends, by its own will or killed by SIGKILL, has all its ' +
    'descriptors closed by the kernel, before anybody can learn that it has ended. Only a connection is more than an ' +
    'entry: if the server closed it first, its end stays in TIME_WAIT and keeps the port (see reuse/restart-without-reuseaddr).',
  method: [
    'A program, a process of its own, binds one port with a socket of each kind; in two of three rounds its TCP sockets listen.',
    'It closes them and lives on; or it exits; or it is killed by SIGKILL.',
    'Another program’s bind() to these ports is tried before and after.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, time; s = socket.create_server(('127.0.0.1', 3490)); time.sleep(99)" & sleep 1; kill -KILL $!; wait; nc -l 127.0.0.1 3490`,
      see: 'nc waits for a client: the port was free at once',
    },
  ],
  mutants: [
    bindDoesNothing,
    heldPortStaysHeld,
    reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL'),
    pythonWith(
      'close-keeps-the-socket',
      'close() leaves the port taken',
      'import socket; socket.socket.close = lambda self: None',
    ),
  ],

  experiment: scenario(
    loopback(['host'], { needs: ['network namespaces', 'IPv6', 'python3'] }),
    async ({ host }, tools) => ({
      closes: await hold(host, tools, { listens: false, end: 'close' }),
      exits: await hold(host, tools, { listens: true, end: 'exit' }),
      killed: await hold(host, tools, { listens: true, end: 'SIGKILL' }),
    }),
  ),

  judge: ({ closes, exits, killed }) => [
    equal(exits.status, 0, 'exit status of the program that exits'),
    equal(killed.status, 'SIGKILL', 'what the killed program ended by'),
    ...Object.entries({ 'it closes its sockets': closes, 'it exits': exits, 'it is killed': killed }).flatMap(
      ([end, { held, freed }]) => [
        equal(held, ofAll('EADDRINUSE'), `errors of another bind() before ${end}`),
        equal(freed, ofAll(null), `errors of another bind() after ${end}`),
      ],
    ),
  ],
})

function ofAll(error: string | null) {
  return Object.fromEntries(KINDS.map((name) => [name, error]))
}

/** Has a program hold a port with each kind of socket, and tells what others’ bind() reports before and after it lets go. */
async function hold(
  host: Host,
  { port, say, until }: Tools,
  { listens, end }: { listens: boolean; end: 'close' | 'exit' | 'SIGKILL' },
) {
  say(end)
  const held = KINDS.map((name) => [name, SOCKET_KINDS[name].loopback(port())] as const)
  const program = host.start('python3', ['-c', HOLDER])
  for (const [name, address] of held) {
    const { transport } = SOCKET_KINDS[name]
    if ('port' in address)
      program.tell(`bind ${transport} ${address.address} ${address.port} ${listens ? 'listen' : 'only'}`)
  }
  const printed = (lines: number) =>
    until(
      'the program to do as it is told',
      () => program.printed.length,
      (count) => count >= lines,
    )
  await printed(held.length)
  const before = await bindAll(host, held)
  if (end === 'SIGKILL') program.signal('SIGKILL')
  else program.tell(end)
  if (end === 'close') await printed(held.length + 1)
  else await program.ended()
  return { held: before, freed: await bindAll(host, held), status: program.end }
}

/** What bind() to each address reports, of a new socket that is closed again. */
async function bindAll(host: Host, addresses: readonly (readonly [keyof typeof SOCKET_KINDS, SocketAddress])[]) {
  const errors: Record<string, string | null> = {}
  for (const [name, address] of addresses) {
    const socket = await host.open(SOCKET_KINDS[name])
    errors[name] = (await socket.tryBind(address)).errno
    await socket.close()
  }
  return errors
}
