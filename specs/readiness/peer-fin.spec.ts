import {
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  type Socket,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
  textOrEnd,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { finIsHangUp, pollNeverTells, rdhupIsAlwaysTold } from '../../harness/sockets/mutants/readiness/poll.ts'

export default claim({
  says: 'When the peer has sent FIN, poll() tells POLLIN, for recv() gives the rest and then 0 without waiting, and to those who asked for it POLLRDHUP; not POLLHUP, for the other direction is still open.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('poll'), man('poll', 2, 'POLLRDHUP'), man('epoll_ctl', 2, 'EPOLLRDHUP')],
  behaviours: [78],
  why:
    'POLLIN means that recv() would not block, and end-of-file is something that recv() can give. Whether data or only ' +
    'the end is there, POLLIN does not tell; POLLRDHUP, a Linux extension, tells that the peer will send no more, even ' +
    'while data is unread. POLLHUP means that both directions are over: after both FINs, or after a reset, which also ' +
    'shows POLLERR until somebody has taken the error.',
  method: [
    'The client sends «last» and shuts down its direction; the server is polled before and after, and reads.',
    'The server still sends «reply», then shuts down its own direction, and is polled again.',
    'On another connection the client resets instead.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, select; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); p = select.poll(); p.register(s, select.POLLIN | select.POLLRDHUP); print([hex(e) for _, e in p.poll()]); s.recv(9); print([hex(e) for _, e in p.poll()])"`,
      see: "['0x2001'], POLLIN and POLLRDHUP, twice: before and after the data was read; start it first",
    },
    { run: 'echo last | nc -N 127.0.0.1 3490', see: 'sends the line and FIN' },
  ],
  mutants: [
    pollNeverTells('POLLRDHUP'),
    pollNeverTells('POLLIN'),
    pollNeverTells('POLLERR'),
    finIsHangUp,
    rdhupIsAlwaysTold,
    resetReadsAsEnd,
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      fin: await endWithFin(await pair(hosts, tools.port(), { kind }), tools),
      reset: await endWithReset(await pair(hosts, tools.port(), { kind }), tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ fin, reset }) => [
      equal(fin.before, ['POLLOUT'], 'poll() of the server before'),
      equal(fin.unread, ['POLLIN', 'POLLOUT', 'POLLRDHUP'], 'poll() when «last» and FIN have come'),
      equal(fin.unasked, ['POLLIN'], 'poll() that asks for POLLIN alone'),
      equal(fin.recv, ['last', 'end-of-file'], 'two recv()s'),
      equal(fin.read, ['POLLIN', 'POLLOUT', 'POLLRDHUP'], 'poll() when everything was read'),
      equal(fin.reply, 'reply', 'what the client still receives'),
      equal(fin.both, ['POLLIN', 'POLLOUT', 'POLLHUP', 'POLLRDHUP'], 'poll() when the server has sent FIN too'),
      equal(reset.poll, ['POLLIN', 'POLLOUT', 'POLLERR', 'POLLHUP', 'POLLRDHUP'], 'poll() after a reset'),
      equal(reset.recv, ['ECONNRESET', 'end-of-file'], 'two recv()s after it'),
      equal(reset.after, ['POLLIN', 'POLLOUT', 'POLLHUP', 'POLLRDHUP'], 'poll() when the error was taken'),
    ]),
})

type Ends = { readonly client: Socket; readonly server: Socket }

async function poll(socket: Socket) {
  return [...(await socket.poll(['POLLIN', 'POLLPRI', 'POLLOUT', 'POLLRDHUP']))]
}

/** recv(), twice, without waiting. */
async function receive(socket: Socket) {
  const now = async () => textOrEnd(await socket.tryRecv(9, ['MSG_DONTWAIT']))
  return [await now(), await now()]
}

async function endWithFin({ client, server }: Ends, { eventually, answered, say }: Tools) {
  say('FIN')
  const before = await poll(server)
  await client.send('last')
  await client.shutdown('SHUT_WR')
  const unread = await eventually(
    () => poll(server),
    (events) => events.includes('POLLRDHUP'),
  )
  const unasked = [...(await server.poll(['POLLIN']))]
  const recv = await receive(server)
  const read = await poll(server)
  await server.send('reply')
  const reply = textOf(await answered(client.tryRecv(9)))
  await server.shutdown('SHUT_WR')
  return { before, unread, unasked, recv, read, reply, both: await poll(server) }
}

async function endWithReset({ client, server }: Ends, { eventually, say }: Tools) {
  say('Reset')
  await client.set('SO_LINGER', { onoff: true, linger: 0 })
  await client.close()
  const seen = await eventually(
    () => poll(server),
    (events) => events.includes('POLLHUP'),
  )
  return { poll: seen, recv: await receive(server), after: await poll(server) }
}
