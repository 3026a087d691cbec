import {
  butNot,
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
import { bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { connectAlwaysSucceeds } from '../../harness/sockets/mutants/connect/connect.ts'
import { listenWaitsForAccept } from '../../harness/sockets/mutants/listen/listen.ts'

export default claim({
  says: 'The client’s connect() is fulfilled by the bind() of the server.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('D', 'the client’s connect starts a connection, and the bind method of the server’s socket fulfils it'),
    posix('listen'),
    rfc(9293, '3.10.1'),
    man('listen', 2),
  ],
  behaviours: [34],
  why:
    'bind() gives a socket a name and nothing else; the socket stays in the state CLOSED, in which TCP answers every ' +
    'segment with a reset. What lets a connect() succeed is listen(), the passive open of the RFC. accept() is not needed ' +
    'for it either: the kernel completes the handshake on its own.',
  method: [
    'A server makes a socket, binds it, listens and never accepts.',
    'After each of these calls a client connects to its port.',
    'This is done over IPv4, over IPv6 and with IPv4-mapped addresses.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(); input(); s.bind(('127.0.0.1', 3490)); input(); s.listen(); input()"`,
      see: 'it waits before bind(), after bind() and after listen(), each time until Enter is pressed',
    },
    { run: 'nc -zv 127.0.0.1 3490', see: 'Connection refused, refused after bind() too, and succeeded after listen()' },
  ],
  mutants: [bindListens, listenWaitsForAccept, connectAlwaysSucceeds],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const service = kind.at(server, tools.port())
      const knock = async (label: string) => {
        const socket = await client.open(kind, { label })
        const { errno } = await tools.answered(socket.tryConnect(service))
        return errno
      }
      const socket = await server.open(kind, { label: 'server' })
      const made = await knock('after socket()')
      await socket.bind(service)
      const bound = await knock('after bind()')
      await socket.listen(1)
      return { made, bound, listening: await knock('after listen()') }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ made, bound, listening }) => [
      butNot(
        'the server has bound its socket',
        equal(made, 'ECONNREFUSED', 'error of connect() before bind()'),
        equal(bound, 'ECONNREFUSED', 'error of connect() after bind()'),
      ),
      butNot('the server listens', equal(listening, null, 'error of connect() after listen(), before any accept()')),
    ]),
})
