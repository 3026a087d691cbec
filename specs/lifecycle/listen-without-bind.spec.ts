import {
  between,
  butNot,
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  onHost,
  overKinds,
  posix,
  scenario,
  sysctl,
  TCP_KINDS,
  textOf,
  trueWhen,
} from '../../harness/index.ts'
import { connectAlwaysSucceeds, connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { socketTakesAPort } from '../../harness/sockets/mutants/descriptors/socket.ts'
import { listenBinds, listenNeedsBind } from '../../harness/sockets/mutants/listen/listen-without-bind.ts'

export default claim({
  says: 'Without bind() nobody knows where to knock: a server that does not bind cannot be reached.',
  level: 'platform',
  reading: 'qualified',
  behaviours: [15],
  sources: [
    material('A', 'bind() gives the server its port; without it nobody knows where to knock'),
    posix('listen'),
    man('listen', 2, 'ERRORS'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  why:
    'A listener needs a port, because a SYN names one. bind() chooses it, so that clients can know it beforehand. If the ' +
    'socket has none when listen() is called, Linux takes an ephemeral one at the wildcard address, as connect() does, and ' +
    'the listener works like any other: whoever learns the port, from getsockname() or ss, can connect. POSIX lets ' +
    'listen() fail with EDESTADDRREQ instead, and Windows fails with WSAEINVAL.',
  method: [
    'The ephemeral range is 40000 to 40999. A server calls listen() on a new socket of each kind, without bind().',
    'Its address is asked for before and after listen().',
    'A client knocks at the port that the server might have been meant to have, then at the one that it has.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.listen(); print(s.getsockname()); s.accept()"',
      see: "('0.0.0.0', …): a port that nobody chose; the program waits for clients",
    },
    { run: 'ss -tlnp', see: 'a line with that port and python3' },
    { run: 'nc -v 127.0.0.1 PORT', see: 'Connection to 127.0.0.1 … succeeded' },
  ],
  mutants: [
    onHost('server', socketTakesAPort),
    listenNeedsBind('EDESTADDRREQ'),
    listenNeedsBind('EINVAL'),
    listenBinds('ignores-the-range', 'listen() takes a port from outside the ephemeral range', { port: 1023 }),
    listenBinds('takes-loopback', 'listen() without bind() listens at the loopback address only', { loopback: true }),
    connectReports('ETIMEDOUT'),
    connectAlwaysSucceeds,
  ],

  experiment: scenario(
    loopback(['client', 'server'], { sysctls: { 'ipv4.ip_local_port_range': '40000 40999' }, needs: ['IPv6'] }),
    ({ client, server }, tools) =>
      overKinds(TCP_KINDS, tools, async (kind) => {
        const listener = await server.open(kind, { label: 'listener' })
        const before = await listener.localPort()
        const listen = (await listener.tryListen(1)).errno
        const taken = await listener.localAddress()
        const port = await listener.localPort()

        const meant = await client.open(kind, { label: 'at the meant port' })
        const refused = (await meant.tryConnect(kind.at(server, tools.port()))).errno
        const knowing = await client.open(kind, { label: 'at the port it has' })
        const connect = (await knowing.tryConnect(kind.at(server, port))).errno
        await knowing.trySend('hello')
        const accepted = connect === null ? (await tools.answered(listener.tryAccept())).value : null
        const heard = accepted === null ? null : textOf(await tools.answered(accepted.tryRecv(5)))
        const address = 'address' in taken ? taken.address : taken.family
        return { refused, listen, before, address, port, connect, heard }
      }),
  ),

  judge: (seen) => [
    trueWhen(
      'clients know only the port that the server was meant to have',
      ...ofEachKind(seen, ({ refused }) => [equal(refused, 'ECONNREFUSED', 'what connect() to that port reports')]),
    ),
    butNot(
      'clients know the port that listen() took by itself',
      ...ofEachKind(seen, ({ before, listen, port, address, connect, heard }, name) => [
        equal(before, 0, 'port before listen()'),
        equal(listen, null, 'error of listen() without bind()'),
        between(port, [40_000, 40_999], 'port after it: from the ephemeral range'),
        equal(address, name === 'TCP over IPv4' ? '0.0.0.0' : '::', 'address after it: the wildcard'),
        equal(connect, null, 'error of connect() to that port'),
        equal(heard, 'hello', 'what the server receives'),
      ]),
    ),
  ],
})
