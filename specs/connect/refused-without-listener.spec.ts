import {
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { connectAlwaysSucceeds, connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { acknowledgesOneMore, flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'If nobody listens at the port, connect() fails with ECONNREFUSED: the SYN is answered by RST, ACK, which acknowledges the initial sequence number plus one.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('C', 'the sender started without the receiver: connection refused, a SYN and an RST in the capture'),
    rfc(9293, '3.5.2'),
    posix('connect'),
    man('connect', 2, 'ERRORS'),
  ],
  why:
    'A SYN for a port that no socket listens on belongs to no connection. The kernel answers it with a reset, and the ' +
    'acknowledgment number tells the client which SYN was meant: the SYN counts one, so it is ISN + 1. ' +
    'The client’s kernel ends the attempt, and connect() reports it.',
  method: [
    'The server does nothing at all: no program there has a socket.',
    'The client connects to one of its ports, over IPv4, over IPv6 and with an IPv4-mapped address.',
    'What connect() returns and the segments on the wire are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'Flags [S], then Flags [R.] with ack 1' },
    { run: 'nc -v 127.0.0.1 3490', see: 'Connection refused' },
  ],
  mutants: [connectReports('ETIMEDOUT'), connectAlwaysSucceeds, flagSeenAs('RST', 'FIN'), acknowledgesOneMore('RST')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const nobody = kind.at(server, tools.port())
      const socket = await client.open(kind)
      const { errno } = await tools.answered(socket.tryConnect(nobody))
      const segments = client.wire.tcp(nobody.port)
      return { errno, flags: segments.map(({ flags }) => flags), acknowledged: segments.at(-1)?.ack ?? null }
    }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen) => [
      equal(seen.errno, 'ECONNREFUSED', 'what connect() reports'),
      equal(seen.flags, ['SYN', 'RST, ACK'], 'segments on the wire'),
      equal(seen.acknowledged, 1, 'what the reset acknowledges, counted from the ISN'),
    ]),
})
