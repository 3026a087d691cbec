import {
  claim,
  endings,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  type SocketOptions,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { closeAlwaysResets, resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

const LINGER_ZERO: SocketOptions = { SO_LINGER: { onoff: true, linger: 0 } }

export default claim({
  says: 'With SO_LINGER on and a time of 0, close() sends RST instead of FIN: the peer’s recv() fails with ECONNRESET, and nothing stays in TIME_WAIT.',
  level: 'should',
  reading: 'holds',
  sources: [posix('setsockopt'), rfc(9293, '3.10.5'), man('socket', 7, 'SO_LINGER'), man('recv', 2, 'ERRORS')],
  behaviours: [58],
  why:
    'SO_LINGER says how long close() may wait until all is delivered. A time of 0 means: do not wait, give the ' +
    'connection up. That is the ABORT call of TCP: what is not delivered is thrown away, a reset tells the peer, and ' +
    'both sides forget the connection at once. So it also avoids TIME_WAIT, and with it the protection that TIME_WAIT gives.',
  method: [
    'The server closes a connection on which everything was read: once with SO_LINGER {on, 0}, once without the option.',
    'The client’s next recv() is observed; then it closes too.',
    'The server’s segments with FIN or RST, and what its kernel keeps of the connection, are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'Flags [R.] from port 3490, and no Flags [F.]' },
    {
      run: `python3 -c "import socket, struct; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack('ii', 1, 0)); s.close()"`,
      see: 'waits for the next command, then ends',
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.recv(5)"`,
      see: 'ConnectionResetError: [Errno 104]; ss -tan shows no TIME-WAIT at port 3490',
    },
  ],
  mutants: [optionIgnored('SO_LINGER'), closeAlwaysResets, resetReadsAsEnd, flagSeenAs('RST', 'FIN'), noTimeWait],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const closed = async (set: SocketOptions) => {
        tools.say(`the server closes with ${Object.keys(set).join() || 'no option'}`)
        const port = tools.port()
        const ends = await pair(hosts, port, { kind, set })
        await ends.server.close()
        const { value, errno } = await tools.answered(ends.client.tryRecv(5))
        const wire = endings(hosts.server.wire.tcp(port))
        await ends.client.close()
        await ends.listener.close()
        const left = await tools.eventually(
          () => hosts.server.tcpTable(port).map(({ state }) => state),
          (states) => states.every((state) => state === 'TIME_WAIT'),
        )
        return { recv: errno ?? `${value.length} bytes`, wire, left }
      }
      return { lingerZero: await closed(LINGER_ZERO), plain: await closed({}) }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ lingerZero, plain }) => [
      equal(lingerZero.wire, ['RST, ACK'], 'how the server ends the connection with SO_LINGER {on, 0}'),
      equal(lingerZero.recv, 'ECONNRESET', 'what the client’s recv() gives then'),
      equal(lingerZero.left, [], 'what the server’s kernel keeps then'),
      equal(plain.wire, ['FIN, ACK'], 'how it ends the connection without the option'),
      equal(plain.recv, '0 bytes', 'what the client’s recv() gives then'),
      equal(plain.left, ['TIME_WAIT'], 'what the server’s kernel keeps then'),
    ]),
})
