import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import { systemCallSeenAs } from '../../harness/experiment/mutants/strace.ts'
import {
  butNot,
  claim,
  equal,
  loopback,
  man,
  material,
  posix,
  python,
  type SystemCall,
  scenario,
  systemCalls,
  trueWhen,
} from '../../harness/index.ts'

/** Both ends of a connection. It writes the name of each method to /dev/null before it calls it. */
const PROGRAM = `
import os, socket, sys
notes = os.open(os.devnull, os.O_WRONLY)
def call(name, method, *args):
    os.write(notes, name.encode())
    return method(*args)
at = (sys.argv[1], int(sys.argv[2]))
os.write(notes, b'BEGIN')
listener = call('socket', socket.socket, socket.AF_INET, socket.SOCK_STREAM)
call('setsockopt', listener.setsockopt, socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
call('bind', listener.bind, at)
call('listen', listener.listen, -5)
client = call('socket', socket.socket)
call('connect', client.connect, at)
server, _ = call('accept', listener.accept)
call('getpeername', server.getpeername)
call('send', client.send, b'hello')
call('recv', server.recv, 100)
call('shutdown', server.shutdown, socket.SHUT_WR)
call('close', server.close)
call('close', client.close)
call('close', listener.close)
os.write(notes, b'END')
`

/** The methods in the order of the program. */
const METHODS = [
  ...['socket', 'setsockopt', 'bind', 'listen', 'socket', 'connect', 'accept', 'getpeername'],
  ...['send', 'recv', 'shutdown', 'close', 'close', 'close'],
]

/** Which system call does the work of a method whose name none of its calls has. */
const WORKING: Readonly<Record<string, string>> = { accept: 'accept4', send: 'sendto', recv: 'recvfrom' }

export default claim({
  says: 'Python’s socket methods are the system calls of the same name.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('A', 'in Python the sockets API wraps the one of C, which is on a lower level, with objects'),
    python('library/socket', 'socket.socket.listen'),
    python('library/os', 'inheritance-of-file-descriptors'),
    posix('accept'),
    man('accept', 2, 'SYNOPSIS'),
    man('socket', 2, 'DESCRIPTION'),
    man('syscalls', 2),
    man('strace', 1),
  ],
  why:
    'Each method calls the function of the C library that does the work and turns errors into exceptions, in the order ' +
    'of the program. Three things differ. Since Python 3.4 a program that Python starts does not get its sockets, so ' +
    'socket() is asked for SOCK_CLOEXEC, and accept4() is called because accept() cannot ask for it; since 3.8 the ' +
    'object for the new socket checks its descriptor with getsockname(). send() and recv() are functions of the C ' +
    'library, also for programs in C: the kernel has only sendto() and recvfrom() on 64-bit machines, and they are these ' +
    'without an address. And Python makes a negative backlog 0, where the kernel would make it the largest allowed.',
  method: [
    'A Python program, run under strace, goes through the life of a listener, a client and an accepted socket.',
    'Before each method it writes the method’s name to /dev/null, so that the system calls after it are that method’s.',
    'listen() is called with −5.',
  ],
  byHand: [
    {
      run: `strace -e trace=%network python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 3490)); s.listen(-5); s.accept()"`,
      see: 'socket(AF_INET, SOCK_STREAM|SOCK_CLOEXEC, …), bind(…), listen(3, 0) and an accept4() that waits',
    },
    { run: 'echo hello | nc -N 127.0.0.1 3490', see: 'accept4() returns, and getsockname() follows' },
  ],
  mutants: [
    pythonWith(
      'python-bind-takes-over',
      'bind() sets SO_REUSEADDR first',
      `
import socket
bind = socket.socket.bind
def taking_over(self, at):
    self.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return bind(self, at)
socket.socket.bind = taking_over
`,
    ),
    pythonWith(
      'python-sends-at-close',
      'send() keeps the bytes until close()',
      `
import socket
send, close, kept = socket.socket.send, socket.socket.close, {}
def keep(self, data):
    kept[self] = data
    return len(data)
def flush(self):
    if self in kept: send(self, kept.pop(self))
    close(self)
def recv(self, room): return next(iter(kept.values()))
socket.socket.send, socket.socket.close, socket.socket.recv = keep, flush, recv
`,
    ),
    pythonWith(
      'python-negative-backlog-is-128',
      'listen() makes a negative backlog 128',
      `
import socket
listen = socket.socket.listen
socket.socket.listen = lambda self, backlog: listen(self, 128 if backlog < 0 else backlog)
`,
    ),
    systemCallSeenAs('accept-without-flags', 'accept() is called instead of accept4()', 'accept4', 'accept'),
    systemCallSeenAs('close-on-exec-missing', 'sockets are made without SOCK_CLOEXEC', '|SOCK_CLOEXEC', ''),
    systemCallSeenAs('accepted-is-not-checked', 'no getsockname() follows accept4()', '^.*getsockname.*$', ''),
    systemCallSeenAs('send-is-a-system-call', 'send() is a system call of its own', 'sendto(', 'send('),
    systemCallSeenAs('recv-is-a-system-call', 'recv() is a system call of its own', 'recvfrom(', 'recv('),
  ],

  experiment: scenario(loopback(['host'], { needs: ['python3', 'strace'] }), async ({ host }, { port }) => {
    const { address, port: number } = host.at(port())
    // What the interpreter does before is of no interest; and stdout need not be a file that strace can open.
    const strace = ['-f', '--seccomp-bpf', '-o', `|sed -n '/"BEGIN"/,/"END"/p'`, '-e', 'trace=%network,close,write']
    const program = host.start('strace', [...strace, 'python3', '-c', PROGRAM, address, String(number)])
    const end = await program.ended()
    return { end, methods: byMethod(systemCalls(program.printed)) }
  }),

  judge: ({ end, methods }) => {
    const callsOf = (method: string) => methods.find(({ name }) => name === method)?.calls ?? []
    const argsOf = (method: string, call: string) => callsOf(method).find(({ name }) => name === call)?.args ?? []
    const own = [...new Set(METHODS)].filter((method) => !(method in WORKING))
    return [
      trueWhen(
        'only what does the work is looked at',
        equal(end, 0, 'exit status of the program'),
        equal(
          methods.map(({ name, calls }) => calls.find((call) => call.name === (WORKING[name] ?? name))?.name ?? 'none'),
          METHODS.map((method) => WORKING[method] ?? method),
          'the system calls that do the work, in their order',
        ),
        equal(
          own.map((method) => callsOf(method).map(({ name }) => name)),
          own.map((method) => [method]),
          `all system calls of each of ${own.join(', ')}`,
        ),
      ),
      butNot(
        'the method is accept()',
        equal(
          callsOf('accept').map(({ name }) => name),
          ['accept4', 'getsockname'],
          'system calls of accept()',
        ),
        equal(argsOf('accept', 'accept4').at(-1) ?? null, 'SOCK_CLOEXEC', 'flags of accept4()'),
      ),
      butNot(
        'the method is send() or recv()',
        equal(withoutFirst(argsOf('send', 'sendto')), ['"hello"', '5', '0', 'NULL', '0'], 'sendto(descriptor, …'),
        equal(
          withoutFirst(argsOf('recv', 'recvfrom')),
          ['"hello"', '100', '0', 'NULL', 'NULL'],
          'recvfrom(descriptor, …',
        ),
      ),
      butNot(
        'arguments are compared',
        equal([...argsOf('socket', 'socket')], ['AF_INET', 'SOCK_STREAM|SOCK_CLOEXEC', 'IPPROTO_IP'], 'socket(…'),
        equal(withoutFirst(argsOf('listen', 'listen')), ['0'], 'backlog that listen(−5) gives the kernel'),
      ),
    ]
  },
})

type Method = { readonly name: string; readonly calls: { name: string; args: string[] }[] }

/** Puts each system call to the method whose name was written before it. */
function byMethod(calls: readonly SystemCall[]): Method[] {
  const methods: Method[] = []
  for (const { name, args } of calls) {
    if (name === 'write') methods.push({ name: JSON.parse(args[1] ?? '""'), calls: [] })
    else methods.at(-1)?.calls.push({ name, args: [...args] })
  }
  return methods.filter(({ name }) => name !== 'BEGIN' && name !== 'END')
}

function withoutFirst(args: readonly string[]): string[] {
  return args.slice(1)
}
