import {
  claim,
  equal,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type Socket,
  type SocketAddress,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptEndsListening, acceptGivesTheListener } from '../../harness/sockets/mutants/accept/accept.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { repliesGoToTheLast } from '../../harness/sockets/mutants/replies.ts'

export default claim({
  says: 'A server goes socket, bind, listen, accept, send and recv, and accept again. accept() before listen() fails with EINVAL, bind() after it too; and the listener itself can neither send nor receive.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'a server binds, listens, accepts a client, serves it and goes back to accept()'),
    material('B', 'a server socket only listens; each client needs a socket of its own'),
    rfc(9293, '3.9.1'),
    posix('listen'),
    posix('accept'),
    man('accept', 2, 'ERRORS'),
  ],
  why:
    'Only listen() makes a queue for connections, so before it there is nothing that accept() could take from or wait ' +
    'for. bind() must come first because listen() needs a port and takes any that is free if the socket has none; then ' +
    'it is too late to choose. A listener has no peer: it stands for a port, and each connection is a socket that ' +
    'accept() gives. So the listener stays as it is, and the server can take the next client while it serves the first.',
  method: [
    'On a new socket of each kind accept() is called before bind() and again before listen().',
    'Another socket listens without bind(), and bind() is called after that.',
    'In order: a first client is accepted and served, then a second one while the first is still connected.',
    'The listener itself is asked to send and to receive.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); s.accept()"',
      see: 'OSError: [Errno 22] Invalid argument',
    },
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); s.recv(5)"',
      see: 'OSError: [Errno 107] Transport endpoint is not connected',
    },
  ],
  mutants: [
    reportsInstead('accept4', 'EINVAL', 'EOPNOTSUPP'),
    succeedsInstead('bind', 'EINVAL', 0),
    succeedsInstead('send', 'EPIPE', 5),
    reportsInstead('recv', 'ENOTCONN', 'EINVAL'),
    acceptEndsListening,
    acceptGivesTheListener,
    repliesGoToTheLast,
  ],

  experiment: scenario(loopback(['clients', 'server'], { needs: ['IPv6'] }), ({ clients, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const { port, answered } = tools
      const number = port()

      const unbound = await server.open(kind, { label: 'listens without bind()' })
      await unbound.listen(1)
      const swapped = (await unbound.tryBind(kind.at(server, port()))).errno

      const listener = await server.open(kind, { label: 'listener' })
      const first = await acceptError(listener, tools)
      const bind = (await listener.tryBind(kind.at(server, number))).errno
      const bound = await acceptError(listener, tools)
      const listen = (await listener.tryListen(2)).errno

      const firstClient = await connecting(clients, kind, kind.at(server, number))
      const forFirst = await answered(listener.tryAccept([], 'for the first'))
      const served = [await exchange(firstClient, forFirst.value, 'one', tools)]
      const secondClient = await connecting(clients, kind, kind.at(server, number))
      const forSecond = await answered(listener.tryAccept([], 'for the second'))
      served.push(await exchange(secondClient, forSecond.value, 'two', tools))
      served.push(await exchange(firstClient, forFirst.value, 'still here', tools))
      const send = (await listener.trySend('hello')).errno
      const recv = (await answered(listener.tryRecv(5))).errno
      return { skipped: { first, bound }, swapped, inOrder: { bind, listen, served }, listener: { send, recv } }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ skipped, swapped, inOrder, listener }) => [
      equal(skipped.first, 'EINVAL', 'accept() on a new socket'),
      equal(skipped.bound, 'EINVAL', 'accept() after bind(), before listen()'),
      equal(swapped, 'EINVAL', 'bind() after listen()'),
      equal(inOrder.bind, null, 'error of bind() in its turn'),
      equal(inOrder.listen, null, 'error of listen() in its turn'),
      equal(inOrder.served[0] ?? null, { heard: 'one', answer: 'one' }, 'the first client and the server'),
      equal(inOrder.served[1] ?? null, { heard: 'two', answer: 'two' }, 'the second one, after accept() again'),
      equal(inOrder.served[2] ?? null, { heard: 'still here', answer: 'still here' }, 'the first one once more'),
      equal(listener.send, 'EPIPE', 'send() on the listener'),
      equal(listener.recv, 'ENOTCONN', 'recv() on the listener'),
    ]),
})

/** The error of accept() on a socket that does not listen, or `no answer` if it waits. */
async function acceptError(socket: Socket, { answered }: Tools): Promise<string | null> {
  return (await answered(socket.tryAccept())).errno
}

/** A client that has called connect(), whatever came of it. */
async function connecting(host: Host, kind: SocketKind, address: SocketAddress): Promise<Socket> {
  const socket = await host.open(kind)
  await socket.tryConnect(address)
  return socket
}

/** The client sends a text and the server sends back what it heard; null where accept() gave no socket. */
async function exchange(client: Socket, accepted: Socket | null, text: string, { answered }: Tools) {
  if (accepted === null) return null
  await client.trySend(text)
  const heard = textOf(await answered(accepted.tryRecv(text.length)))
  await accepted.trySend(heard)
  return { heard, answer: textOf(await answered(client.tryRecv(text.length))) }
}
