import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  claim,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  type Sides,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { brokenPipeIsToldOnce, resetIsToldAgain } from '../../harness/sockets/mutants/close/reset.ts'
import { sendKnowsThePeerClosed } from '../../harness/sockets/mutants/close/send-to-closed.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

/** Programs of which a write to a connection that is no more is never told by a signal. */
const sigpipeStaysIgnored = pythonWith(
  'sigpipe-stays-ignored',
  'no signal tells a program that it sends on a connection that is no more',
  'import signal; signal.signal = lambda *_: None',
)

const LINGER_ZERO = { onoff: true, linger: 0 }

export default claim({
  says:
    'After a reset one call fails with ECONNRESET; then send() fails with EPIPE, with the signal SIGPIPE unless ' +
    'MSG_NOSIGNAL is given. After the peer’s close() the first send() succeeds and the next fails with EPIPE at once, ' +
    'and recv() gives 0 throughout.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'network errors are silent unless return values are checked; ignoring them makes programs crash'),
    posix('send'),
    man('send', 2, 'ERRORS'),
    man('signal', 7, 'Standard signals'),
    rfc(9293, '3.10.7.4'),
  ],
  behaviours: [57],
  why:
    'A reset leaves an error on the socket. The first call takes it, ECONNRESET; from then on the socket is merely one ' +
    'that cannot send, EPIPE, nor receive, 0. After a FIN the kernel cannot know whether the peer still reads, so the ' +
    'first send() is taken; the reset that answers it comes to a stream that had ended anyway, so the error that it ' +
    'leaves is EPIPE. SIGPIPE ends a program that does not expect it: meant for pipes, where nobody reads any more.',
  method: [
    'The server resets a connection (SO_LINGER {on, 0}); the client sends, sends and receives, or receives, receives and sends.',
    'On another connection the server closes; the client receives, sends, and when the reset has come sends and receives.',
    'The same by programs in Python with the default action for SIGPIPE: at last they send without MSG_NOSIGNAL.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); s,_ = l.accept(); s.close(); input()"`,
      see: 'waits for the next command',
    },
    {
      run: `python3 -c "import signal, socket, time; signal.signal(13, signal.SIG_DFL); s = socket.create_connection(('127.0.0.1', 3490)); print(s.recv(1), s.send(b'x')); time.sleep(1); s.send(b'x')"; echo $?`,
      see: `b'' 1, then 141, which is 128 + SIGPIPE; without signal.signal(): BrokenPipeError`,
    },
  ],
  mutants: [
    sigpipeStaysIgnored,
    reportsInstead('send', 'ECONNRESET', 'EPIPE'),
    reportsInstead('send', 'EPIPE', 'ECONNRESET'),
    resetIsToldAgain,
    resetReadsAsEnd,
    sendKnowsThePeerClosed,
    brokenPipeIsToldOnce,
    optionIgnored('SO_LINGER'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true, needs: ['python3'] }), async (hosts, tools) => {
    const calls = await overKinds(TCP_KINDS, tools, async (kind) => ({
      sendFirst: await afterReset(hosts, tools, kind, ['send', 'send', 'recv', 'send']),
      recvFirst: await afterReset(hosts, tools, kind, ['recv', 'recv', 'send', 'send']),
      closed: await afterClose(hosts, tools, kind),
    }))
    tools.say('programs with the default action for SIGPIPE')
    const [reset, fin] = await Promise.all([program(hosts, tools, 'reset'), program(hosts, tools, 'close')])
    return { calls, programs: { reset, fin } }
  }),

  judge: ({ calls, programs }) => [
    ...ofEachKind(calls, ({ sendFirst, recvFirst, closed }) => [
      equal(sendFirst, ['ECONNRESET', 'EPIPE', '0 bytes', 'EPIPE'], 'after a reset: send(), send(), recv(), send()'),
      equal(recvFirst, ['ECONNRESET', '0 bytes', 'EPIPE', 'EPIPE'], 'after a reset: recv(), recv(), send(), send()'),
      equal(closed.before, ['0 bytes', '1 bytes'], 'after the peer’s close(): recv(), send()'),
      equal(
        closed.after,
        ['EPIPE', 'EPIPE', '0 bytes', '0 bytes'],
        'when the reset has come: send() twice, recv() twice',
      ),
    ]),
    equal(
      programs.reset,
      { printed: ['send: ECONNRESET', 'send with MSG_NOSIGNAL: EPIPE'], end: 'SIGPIPE' },
      'program after a reset, which then sends without MSG_NOSIGNAL: what it prints, and how it ends',
    ),
    equal(
      programs.fin,
      { printed: ['recv: 0', 'send: 1', 'send with MSG_NOSIGNAL: EPIPE'], end: 'SIGPIPE' },
      'program after the peer’s close(), likewise',
    ),
  ],
})

type Call = 'send' | 'recv'

/** What calls give, one after the other: a number of bytes, or an error. */
async function give(socket: Socket, calls: readonly Call[], { answered }: Tools): Promise<string[]> {
  const given: string[] = []
  for (const call of calls) {
    const { value, errno } = call === 'send' ? await answered(socket.trySend('x')) : await answered(socket.tryRecv(5))
    given.push(errno ?? `${typeof value === 'number' ? value : value.length} bytes`)
  }
  return given
}

async function afterReset(hosts: Sides, tools: Tools, kind: SocketKind, calls: readonly Call[]): Promise<string[]> {
  const { client, server } = await pair(hosts, tools.port(), { kind, set: { SO_LINGER: LINGER_ZERO } })
  await server.close()
  await leaves('ESTABLISHED', hosts.client, client, tools)
  return give(client, calls, tools)
}

async function afterClose(hosts: Sides, tools: Tools, kind: SocketKind) {
  const { client, server } = await pair(hosts, tools.port(), { kind })
  await server.close()
  const before = await give(client, ['recv', 'send'], tools)
  await leaves('CLOSE_WAIT', hosts.client, client, tools)
  return { before, after: await give(client, ['send', 'send', 'recv', 'recv'], tools) }
}

/** Waits until the reset has ended a connection in this state. */
function leaves(state: string, host: Host, socket: Socket, { eventually }: Tools): Promise<string> {
  return eventually(
    () => host.tcpState(socket),
    (now) => now !== state,
  )
}

/** A program that meets a peer which resets or closes; it waits for the reset: for POLLHUP, which poll() tells unasked. */
const PROGRAM = `
import errno, select, signal, socket, sys

def send(says, flags):
    try:
        print(says, sock.send(b'x', flags), flush=True)
    except OSError as error:
        print(says, errno.errorcode[error.errno], flush=True)

signal.signal(signal.SIGPIPE, signal.SIG_DFL)
sock = socket.create_connection((sys.argv[1], int(sys.argv[2])))
hung_up = select.poll()
hung_up.register(sock, select.POLLRDHUP if sys.argv[3] == 'reset' else 0)
if sys.argv[3] == 'close':
    print('recv:', len(sock.recv(5)), flush=True)
    send('send:', 0)
    hung_up.poll()
else:
    hung_up.poll()
    send('send:', 0)
send('send with MSG_NOSIGNAL:', socket.MSG_NOSIGNAL)
send('send without it:', 0)
`

async function program({ client, server }: Sides, { port, eventually }: Tools, how: 'reset' | 'close') {
  const address = server.at(port())
  const listener = await server.listener(address.port)
  const running = client.start('python3', ['-c', PROGRAM, server.ip, String(address.port), how])
  const accepted = await listener.accept([], `peer that ${how}s`)
  if (how === 'reset') await accepted.set('SO_LINGER', LINGER_ZERO)
  await accepted.close()
  await eventually(
    () => running.end,
    (end) => end !== null,
  )
  return { printed: [...running.printed], end: running.end }
}
