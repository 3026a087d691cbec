import {
  aboveSpareNumbers,
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOrEnd,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'A client goes socket, connect, send and recv, close. A step that is skipped or swapped fails with an error of its own: send before connect EPIPE, recv before connect ENOTCONN, a second connect EISCONN, any call after close EBADF.',
  level: 'platform',
  reading: 'holds',
  behaviours: [52],
  sources: [
    material('A', 'a client asks for a socket, connects it, sends and receives, and closes it'),
    material('B', 'a connection takes explicit steps: the client creates a socket and asks to connect'),
    rfc(9293, '3.9.1'),
    posix('connect'),
    posix('send'),
    man('send', 2, 'ERRORS'),
    man('recv', 2, 'ERRORS'),
  ],
  why:
    'Each step changes the state of the socket, and each call is defined only for some states. Before connect() there is ' +
    'nobody to send to or to receive from. Linux reports the two differently: send() finds that the socket cannot send, as ' +
    'it would after the connection broke (EPIPE, and SIGPIPE unless that is ignored), and recv() that there is no ' +
    'connection (ENOTCONN); POSIX would have ENOTCONN for both. A connected socket cannot change its peer or its port, nor ' +
    'become a listener. After close() the number is no descriptor any more, so the kernel does not know what is meant.',
  method: [
    'On a new socket of each kind send() and recv() are called before connect(), and shutdown() on another one.',
    'The first is connected and is used in order; connect(), bind() and listen() are called once more meanwhile.',
    'It is closed, and connect(), send(), recv() and close() are called with its number.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; socket.socket().send(b\'early\')"',
      see: 'BrokenPipeError: [Errno 32] Broken pipe; with recv(5) instead: [Errno 107] Transport endpoint is not connected',
    },
    {
      run: "python3 -c \"import socket; l = socket.create_server(('127.0.0.1', 3490)); s = socket.create_connection(('127.0.0.1', 3490)); s.connect(('127.0.0.1', 3490))\"",
      see: 'OSError: [Errno 106] Transport endpoint is already connected',
    },
  ],
  mutants: [
    endOfFileReadsAs('ECONNRESET'),
    reportsInstead('recv', 'EBADF', 'ENOTCONN'),
    reportsInstead('connect', 'EBADF', 'EISCONN'),
    reportsInstead('send', 'EPIPE', 'ENOTCONN'),
    succeedsInstead('recv', 'ENOTCONN', new Uint8Array()),
    succeedsInstead('shutdown', 'ENOTCONN', 0),
    succeedsInstead('connect', 'EISCONN', 0),
    succeedsInstead('bind', 'EINVAL', 0),
    succeedsInstead('listen', 'EINVAL', 0),
    reportsInstead('send', 'EBADF', 'EPIPE'),
    succeedsInstead('close', 'EBADF', 0),
    recvLosesAByte,
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const { port, answered } = tools
      const number = port()
      const address = kind.at(server, number)
      const listener = await server.listener(number, { kind })
      const socket = await aboveSpareNumbers(() => client.open(kind, { label: 'client' }))

      const early = {
        send: (await socket.trySend('early')).errno,
        // On a socket of its own: where it waits, against expectation, the other one need not wait for it.
        recv: (await answered((await client.open(kind)).tryRecv(5))).errno,
        // Likewise: on Linux it fails and all the same keeps the socket from sending for ever.
        shutdown: (await (await client.open(kind)).tryShutdown('SHUT_WR')).errno,
      }

      const connect = (await socket.tryConnect(address)).errno
      const accepted = await listener.accept([], 'accepted')
      const twice = {
        connect: (await socket.tryConnect(address)).errno,
        bind: (await socket.tryBind(kind.at(client, 0))).errno,
        listen: (await socket.tryListen(1)).errno,
      }
      const sent = (await socket.trySend('hello')).value
      const arrived = textOrEnd(await answered(accepted.tryRecv(5)))
      await accepted.send('reply')
      const received = textOrEnd(await answered(socket.tryRecv(5)))
      const close = (await socket.tryClose()).errno
      const end = textOrEnd(await answered(accepted.tryRecv(5)))

      const late = {
        connect: (await socket.tryConnect(address)).errno,
        send: (await socket.trySend('late')).errno,
        recv: (await answered(socket.tryRecv(5))).errno,
        close: (await socket.tryClose()).errno,
      }
      return { early, inOrder: { connect, sent, arrived, received, close, end }, twice, late }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ early, inOrder, twice, late }) => [
      equal(early.send, 'EPIPE', 'send() before connect()'),
      equal(early.recv, 'ENOTCONN', 'recv() before connect()'),
      equal(early.shutdown, 'ENOTCONN', 'shutdown() before connect()'),
      equal(inOrder.connect, null, 'error of connect() in its turn'),
      equal(inOrder.sent, 5, 'bytes that send() takes in its turn'),
      equal(inOrder.arrived, 'hello', 'what the server receives'),
      equal(inOrder.received, 'reply', 'what recv() gives in its turn'),
      equal(inOrder.close, null, 'error of close() in its turn'),
      equal(inOrder.end, 'end-of-file', 'what the server receives after that'),
      equal(twice.connect, 'EISCONN', 'connect() on the connected socket'),
      equal(twice.bind, 'EINVAL', 'bind() on the connected socket'),
      equal(twice.listen, 'EINVAL', 'listen() on the connected socket'),
      equal(late.connect, 'EBADF', 'connect() after close()'),
      equal(late.send, 'EBADF', 'send() after close()'),
      equal(late.recv, 'EBADF', 'recv() after close()'),
      equal(late.close, 'EBADF', 'close() after close()'),
    ]),
})
