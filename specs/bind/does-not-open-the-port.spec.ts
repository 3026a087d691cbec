import {
  addressText,
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
import { bindDoesNothing, bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'bind() does not open the port: until the server calls listen(), a connect() to it is refused, with SYN and RST, ACK on the wire.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'C',
      'a receiver halted right after bind: the sender is still refused, the port is only associated, not open',
    ),
    posix('listen'),
    rfc(9293, '3.10.7.1'),
    man('bind', 2),
  ],
  behaviours: [34],
  why:
    'bind() only writes the address and port into the socket. For a connection request the kernel looks for a socket in the ' +
    'state LISTEN, and a bound one is still in the state CLOSED, where every segment is answered with a reset. ' +
    'listen() is what changes the state.',
  method: [
    'The server binds a socket of each kind to a port and does nothing more; a client connects to that port.',
    'Then the server calls listen() on the same socket, and a client connects once more.',
    'What each connect() returns and the segments that it causes are observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.bind((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits; ss -tln shows no listener at port 3490',
    },
    { run: 'nc -v 127.0.0.1 3490', see: 'Connection refused' },
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'Flags [S], then Flags [R.]' },
  ],
  mutants: [bindListens, bindDoesNothing, connectReports('ETIMEDOUT'), flagSeenAs('RST', 'FIN')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const service = kind.at(server, tools.port())
      const knock = async (label: string) => {
        const before = client.wire.tcp(service.port).length
        const socket = await client.open(kind, { label })
        const { errno } = await tools.answered(socket.tryConnect(service))
        return {
          errno,
          flags: client.wire
            .tcp(service.port)
            .slice(before)
            .map(({ flags }) => flags),
        }
      }

      tools.say('Bound, not listening')
      const socket = await server.open(kind, { label: 'server' })
      await socket.bind(service)
      const local = addressText(await socket.localAddress())
      const bound = await knock('first')

      tools.say('Listening')
      await socket.listen(1)
      const listening = await knock('second')
      return { hasThePort: local === addressText(service), bound, listening }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ hasThePort, bound, listening }) => [
      equal(hasThePort, true, 'after bind(), the socket has the address and port'),
      equal(bound.errno, 'ECONNREFUSED', 'what connect() reports after bind()'),
      equal(bound.flags, ['SYN', 'RST, ACK'], 'segments on the wire after bind()'),
      equal(listening.errno, null, 'error of connect() after listen()'),
      equal(listening.flags, ['SYN', 'SYN, ACK', 'ACK'], 'segments on the wire after listen()'),
    ]),
})
