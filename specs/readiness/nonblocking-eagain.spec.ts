import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  claim,
  equal,
  fc,
  forAll,
  type Host,
  loopback,
  man,
  material,
  posix,
  SOCKET_KINDS,
  type SocketKindName,
  senderAndReceiver,
  TCP_KINDS,
  type Tools,
  textOrEnd,
  UDP_KINDS,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { nothingMoreIsAnError, nothingReadsAsEnd } from '../../harness/sockets/mutants/readiness/waiting.ts'
import { messageFlagIgnored } from '../../harness/sockets/mutants/stream/message-flags.ts'

/** Python’s recv() that finds nothing raises what it raises when a time-out is over. */
const pythonWaitsAndGivesUp = pythonWith(
  'python-raises-timeout-error',
  'Python raises TimeoutError where nothing has come',
  'import socket; socket.socket.setblocking = lambda self, _: self.settimeout(0.001)',
)

export default claim({
  says: 'A non-blocking socket that has nothing to give says so at once: recv() fails with EAGAIN, which Python raises as BlockingIOError; what has come before it gives.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'the correct approach: setblocking(False), and BlockingIOError when there is no data'),
    posix('recv'),
    man('recv', 2, 'ERRORS'),
    man('socket', 2, 'SOCK_NONBLOCK'),
  ],
  why:
    'With O_NONBLOCK on the descriptor, or MSG_DONTWAIT on the one call, the kernel returns instead of putting the ' +
    'thread to sleep. EAGAIN means neither an error nor the end: there is nothing now, ask again. The end of a stream is ' +
    '0 bytes, which is why nothing must not look like 0 bytes. EWOULDBLOCK is the same number on Linux.',
  method: [
    'A socket of any kind is made non-blocking: by SOCK_NONBLOCK, by fcntl() with O_NONBLOCK, or by MSG_DONTWAIT for each call.',
    'For each of some messages it calls recv() before and after the message has come; then the stream ends, where it is one.',
    'The same once in Python, with setblocking(False).',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); s.setblocking(False); s.recv(9)" & sleep 1; nc -d 127.0.0.1 3490`,
      see: 'BlockingIOError: [Errno 11] Resource temporarily unavailable',
    },
  ],
  mutants: [
    nothingReadsAsEnd,
    nothingMoreIsAnError,
    endOfFileReadsAs('EAGAIN'),
    pythonWaitsAndGivesUp,
    reportsInstead('recv', 'EAGAIN', 'EINTR'),
    messageFlagIgnored('MSG_DONTWAIT'),
  ],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'python3'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS, ...UDP_KINDS),
        by: fc.constantFrom('SOCK_NONBLOCK', 'O_NONBLOCK', 'MSG_DONTWAIT'),
        messages: fc.array(fc.string({ minLength: 1, maxLength: 20, unit: 'grapheme-ascii' }), { maxLength: 4 }),
        python: fc.constant<boolean>(false),
      }),
      example: { kind: 'TCP over IPv4', by: 'SOCK_NONBLOCK', messages: ['one', 'two'], python: true },
      edges: [...TCP_KINDS, ...UDP_KINDS].map((kind) => ({
        kind,
        by: 'MSG_DONTWAIT' as const,
        messages: ['one'],
        python: false,
      })),
      runs: 25,
    },
    async ({ kind: name, by, messages, python }, { client, server }, tools) => {
      const { sender, receiver } = await senderAndReceiver(client, server, {
        kind: SOCKET_KINDS[name],
        port: tools.port(),
        nonblocking: by === 'SOCK_NONBLOCK',
      })
      if (by === 'O_NONBLOCK') await server.stack.fcntl({ fd: receiver.fd, command: 'F_SETFL', flags: [by] })
      const read = async () => textOrEnd(await tools.answered(receiver.tryRecv(100, by === 'MSG_DONTWAIT' ? [by] : [])))
      const arrival = () =>
        tools.eventually(
          () => receiver.poll(['POLLIN']),
          (ready) => ready.length > 0,
        )
      const given = [await read()]
      for (const text of messages) {
        await sender.send(text)
        await arrival()
        given.push(await read(), await read())
      }
      if (!isStream(name)) return { given, end: null, python: python ? await raisedByPython(server, tools) : null }
      await sender.shutdown('SHUT_WR')
      await arrival()
      return { given, end: await read(), python: python ? await raisedByPython(server, tools) : null }
    },
  ),

  judge: ({ given, end, python }, input) => [
    equal(
      given,
      ['EAGAIN', ...input.messages.flatMap((text) => [text, 'EAGAIN'])],
      'recv() before anything came, and twice after each message',
    ),
    equal(end, isStream(input.kind) ? 'end-of-file' : null, 'recv() when the stream has ended'),
    equal(python, input.python ? ['BlockingIOError 11'] : null, 'what Python’s recv() raises where nothing has come'),
  ],
})

function isStream(name: SocketKindName): boolean {
  return SOCKET_KINDS[name].transport === 'TCP'
}

/** Reads without waiting from a connection on which nothing has come. */
const READ = `
import socket
listener = socket.create_server(('127.0.0.1', 0))
client = socket.create_connection(listener.getsockname())
server, _ = listener.accept()
server.setblocking(False)
try:
    server.recv(1024)
except OSError as error:
    print(type(error).__name__, error.errno)
`

async function raisedByPython(host: Host, { say }: Tools): Promise<string[]> {
  say('Python')
  const program = host.start('python3', ['-c', READ])
  await program.ended()
  return [...program.printed]
}
