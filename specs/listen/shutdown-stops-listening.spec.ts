import {
  claim,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { bindShares } from '../../harness/sockets/mutants/bind/bind.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { listensOnce } from '../../harness/sockets/mutants/listen/relisten.ts'
import {
  anyShutdownEndsListening,
  shutdownKeepsAChosenPort,
  shutdownKeepsListening,
  shutdownNeedsAConnection,
} from '../../harness/sockets/mutants/listen/shutdown-listener.ts'

export default claim({
  says: 'shutdown(SHUT_RD) ends listening without closing the socket: accept() fails with EINVAL, clients are refused, and those in the queue are reset. A port that bind() named stays taken, and listen() opens it again; one that the kernel chose is given up. SHUT_WR changes nothing.',
  level: 'platform',
  reading: 'holds',
  behaviours: [23],
  sources: [posix('shutdown'), man('shutdown', 2), man('accept', 2, 'ERRORS'), man('listen', 2)],
  why:
    'POSIX speaks of shutdown() for connections only. On Linux SHUT_RD takes a listener back to where it was before ' +
    'listen(): the state is CLOSE again, what waited in the queue is reset as with close(), and a thread that sleeps in ' +
    'accept() wakes up. The socket goes on holding the port that it was bound to by name, so nobody else gets it, and a ' +
    'listen() brings everything back. A port that bind(0) or listen() drew from the ephemeral range is not held that way: ' +
    'it is free for others, and the next listen() draws a new one. A listener sends nothing, so SHUT_WR has nothing to end.',
  method: [
    'One client waits in the accept queue, and SHUT_WR is called; then SHUT_RD.',
    'What the client, accept(), SO_ACCEPTCONN and a new client then get, and whether another socket can bind the port, are observed.',
    'The socket listens again, and a client connects. A thread that sleeps in accept() meets SHUT_RD too.',
    'The same is asked of a listener that bound port 0: another socket binds the port that it had.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); s.shutdown(socket.SHUT_RD); input(); s.accept()"',
      see: 'it waits; after Enter OSError: [Errno 22] Invalid argument',
    },
    { run: 'nc -vz 127.0.0.1 3490; ss -tln "sport = 3490"', see: 'Connection refused; no listener' },
    {
      run: 'python3 -c "import socket; socket.socket().bind((\'127.0.0.1\', 3490))"',
      see: 'OSError: [Errno 98] Address already in use, before Enter',
    },
  ],
  mutants: [
    shutdownKeepsListening,
    shutdownNeedsAConnection,
    anyShutdownEndsListening,
    shutdownKeepsAChosenPort,
    bindShares,
    listensOnce,
    reportsInstead('accept4', 'EINVAL', 'EAGAIN'),
    reportsInstead('recv', 'ECONNRESET', 'ETIMEDOUT'),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      named: await withNamedPort(kind, hosts, tools),
      woken: await wakes(kind, hosts, tools),
      chosen: await withChosenPort(kind, hosts),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ named, woken, chosen }) => [
      equal(
        named.afterWrite,
        { errno: null, listens: true, connect: null },
        'shutdown(SHUT_WR), and a client after it',
      ),
      equal(named.errno, null, 'error of shutdown(SHUT_RD)'),
      equal(named.state, 'CLOSE', 'state of the socket then'),
      equal(named.listens, false, 'SO_ACCEPTCONN then'),
      equal(named.accept, 'EINVAL', 'error of accept() then'),
      equal(named.queued, 'ECONNRESET', 'what a client gets that was in the queue'),
      equal(named.connect, 'ECONNREFUSED', 'error of a new client'),
      equal(named.bind, 'EADDRINUSE', 'error of another socket’s bind() to the port'),
      equal(
        named.again,
        { errno: null, connect: null, received: 'hello' },
        'listen() once more, and a client after it',
      ),
      equal(woken, 'EINVAL', 'what accept() gives to a thread that sleeps in it'),
      equal(chosen.accept, 'EINVAL', 'error of accept() where the kernel had chosen the port'),
      equal(chosen.bind, null, 'error of another socket’s bind() to that port'),
      equal(chosen.listen, null, 'error of listen() once more'),
      equal(chosen.same, false, 'whether that gives the socket the port that it had'),
    ]),
})

type Sides = { readonly client: Host; readonly server: Host }

/** A listener whose port was named in bind(): what shutdown() takes from it and what it leaves. */
async function withNamedPort(kind: SocketKind, { client, server }: Sides, { answered, eventually, port, say }: Tools) {
  const address = kind.at(server, port())
  const listener = await server.open(kind, { label: 'listener', nonblocking: true })
  await listener.bind(address)
  await listener.listen(5)
  const knock = async (label: string) => {
    const socket = await client.open(kind, { label })
    return { socket, errno: (await answered(socket.tryConnect(address))).errno }
  }

  say('SHUT_WR')
  const { errno } = await listener.tryShutdown('SHUT_WR')
  const queued = await knock('queued')
  const afterWrite = { errno, listens: await listener.get('SO_ACCEPTCONN'), connect: queued.errno }

  say('SHUT_RD')
  const shutdown = await listener.tryShutdown('SHUT_RD')
  const state = await server.tcpState(listener)
  await eventually(
    () => client.tcpState(queued.socket),
    (ended) => ended === 'CLOSE',
  )
  const seen = {
    afterWrite,
    errno: shutdown.errno,
    state,
    listens: await listener.get('SO_ACCEPTCONN'),
    accept: (await listener.tryAccept()).errno,
    queued: (await queued.socket.tryRecv(5, ['MSG_DONTWAIT'])).errno,
    connect: (await knock('refused')).errno,
    bind: (await (await server.open(kind, { label: 'other' })).tryBind(address)).errno,
  }

  say('listen() once more')
  const again = await listener.tryListen(5)
  const served = await knock('served')
  if (served.errno === null) await eventually(() => server.isWaiting(listener), Boolean)
  await served.socket.trySend('hello')
  const received = await receivedFirst(listener, answered)
  return { ...seen, again: { errno: again.errno, connect: served.errno, received } }
}

/** What the first client in the queue has sent. */
async function receivedFirst(listener: Socket, answered: Tools['answered']): Promise<string> {
  const { value, errno } = await listener.tryAccept([], 'accepted')
  return value === null ? errno : textOf(await answered(value.tryRecv(5)))
}

/** What accept() gives to a thread that sleeps in it when another one calls shutdown(). */
async function wakes(kind: SocketKind, { server }: Sides, { answered, port, say, until }: Tools) {
  say('a thread sleeps in accept()')
  const listener = await server.listener(port(), { kind })
  const accepting = listener.tryAccept()
  const sleeping = () => listener.sleepers('accept4').length
  await until('a thread to sleep in accept()', sleeping, (count) => count === 1)
  await listener.tryShutdown('SHUT_RD')
  return (await answered(accepting)).errno
}

/** A listener whose port the kernel chose. */
async function withChosenPort(kind: SocketKind, { server }: Sides) {
  const listener = await server.listener(0, { kind, nonblocking: true })
  const had = await listener.localPort()
  await listener.tryShutdown('SHUT_RD')
  const accept = (await listener.tryAccept()).errno
  const other = await server.open(kind, { label: 'other' })
  const { errno: bind } = await other.tryBind(kind.at(server, had))
  const { errno: listen } = await listener.tryListen(5)
  return { accept, bind, listen, same: (await listener.localPort()) === had }
}
