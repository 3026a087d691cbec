import {
  claim,
  differs,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { connectAlwaysSucceeds } from '../../harness/sockets/mutants/connect/connect.ts'
import {
  refusedSocketIsSpent,
  refusedSocketKeepsItsPort,
} from '../../harness/sockets/mutants/connect/connect-errors.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'A socket whose connect() was refused can try again: once somebody listens, the same socket connects and carries data.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('connect'), man('connect', 2, 'NOTES'), rfc(9293, '3.10.7.3')],
  behaviours: [35],
  why:
    'The reset brings the socket from SYN_SENT back to CLOSED, and an active open is allowed from there. Linux gives back ' +
    'the local port and draws another for the next attempt. POSIX leaves the state of such a socket open and advises to ' +
    'close it and make a new one, and systems derived from BSD do refuse: a program that should run everywhere heeds it.',
  method: [
    'A client connects to a port at which nobody listens, and its socket is kept.',
    'A server begins to listen there, and the same socket connects again.',
    'The server accepts it and sends five bytes.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; c = socket.socket(); print(c.connect_ex(('127.0.0.1', 3490))); input(); print(c.connect_ex(('127.0.0.1', 3490)))"`,
      see: '111, which is ECONNREFUSED, and after Enter 0, if by then nc -l 127.0.0.1 3490 runs in another terminal',
    },
  ],
  mutants: [refusedSocketKeepsItsPort, refusedSocketIsSpent, connectAlwaysSucceeds, recvLosesAByte],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const service = kind.at(server, tools.port())
      const socket = await client.open(kind)
      const first = await socket.tryConnect(service)
      const state = await client.tcpState(socket)
      const listener = await server.listener(service.port, { kind, nonblocking: true })
      const second = await socket.tryConnect(service)
      if (second.errno === null) await tools.eventually(() => server.isWaiting(listener), Boolean)
      const accepted = await listener.tryAccept()
      await accepted.value?.trySend('hello')
      const segments = client.wire.tcp(service.port).filter(({ length }) => length === 0)
      const ports = segments.filter(({ flags }) => flags === 'SYN').map(({ sourcePort }) => sourcePort)
      const received = accepted.errno === null ? await tools.answered(socket.tryRecv(5)) : null
      return {
        first: first.errno,
        state,
        second: second.errno,
        flags: segments.slice(0, 5).map(({ flags }) => flags),
        ports,
        received: received && textOf(received),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ first, state, second, flags, ports, received }) => [
      equal(first, 'ECONNREFUSED', 'error of the first connect()'),
      equal(state, 'CLOSE', 'state of the socket after it'),
      equal(second, null, 'error of the second connect() on the same socket'),
      equal(flags, ['SYN', 'RST, ACK', 'SYN', 'SYN, ACK', 'ACK'], 'segments of both attempts'),
      differs(ports[1] ?? null, ports[0] ?? null, 'source port of the second SYN, beside that of the first'),
      equal(received, 'hello', 'what the socket then receives'),
    ]),
})
