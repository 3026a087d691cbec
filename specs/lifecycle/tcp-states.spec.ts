import {
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  rfc,
  type Socket,
  scenario,
  TCP_KINDS,
  type TcpState,
  type Tools,
  unusedAddress,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { bindListens } from '../../harness/sockets/mutants/bind/bind.ts'
import { stateReadsAs } from '../../harness/sockets/mutants/tcp-states.ts'

export default claim({
  says: 'A TCP socket is in CLOSE when it is new and after bind(), in LISTEN after listen(), in SYN_SENT while connect() waits, in ESTABLISHED on both ends of a connection, and in CLOSE_WAIT once the peer has closed.',
  level: 'must',
  reading: 'holds',
  behaviours: [5],
  sources: [rfc(9293, '3.3.2'), man('tcp', 7, 'Socket options'), man('ss', 8, 'STATE-FILTER')],
  why:
    'Each connection is a state machine, and the states say what its ends may still do. bind() only notes an address, so it ' +
    'changes nothing. connect() sends a SYN and waits for the answer in SYN_SENT. Whoever closes first goes from FIN_WAIT1 ' +
    'to FIN_WAIT2 when the FIN is acknowledged; the other end is in CLOSE_WAIT until its program closes too, and then in ' +
    'LAST_ACK until that FIN is acknowledged. The one that closed first ends in TIME_WAIT. Linux keeps that in a small ' +
    'record of its own and takes the socket away from it: a program that still has it reads CLOSE, while ss shows TIME-WAIT.',
  method: [
    'The server makes a socket of each kind, binds it and lets it listen.',
    'One client connects to an address of the segment that nobody has; another connects to the server.',
    'The client ends its direction with shutdown(), then the server does.',
    'After each step the sockets are asked for TCP_INFO, and the server’s host and the client’s for their tables at the end.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); print(s.getsockopt(6, 11, 1)); s.bind((\'127.0.0.1\', 3490)); print(s.getsockopt(6, 11, 1)); s.listen(); print(s.getsockopt(6, 11, 1))"',
      see: "b'\\x07', b'\\x07', b'\\n': TCP_CLOSE is 7, TCP_LISTEN 10",
    },
    { run: 'ss -tan', see: 'the column State: LISTEN, ESTAB, CLOSE-WAIT, TIME-WAIT; a socket in CLOSE is in no table' },
  ],
  mutants: [
    noTimeWait,
    bindListens,
    stateReadsAs('CLOSE', 'LISTEN'),
    stateReadsAs('LISTEN', 'CLOSE'),
    stateReadsAs('SYN_SENT', 'ESTABLISHED'),
    stateReadsAs('ESTABLISHED', 'SYN_RECV'),
    stateReadsAs('FIN_WAIT2', 'FIN_WAIT1'),
    stateReadsAs('CLOSE_WAIT', 'ESTABLISHED'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const listener = await server.open(kind, { label: 'listener' })
      const fresh = await stateOf(listener)
      await listener.bind(kind.at(server, port))
      const bound = await stateOf(listener)
      await listener.listen(1)
      const listening = await stateOf(listener)

      const lonely = await client.open(kind, { label: 'nobody answers', nonblocking: true })
      await lonely.tryConnect(kind.at(unusedAddress(server), port))
      const connecting = await stateOf(lonely)

      const near = await client.open(kind, { label: 'client' })
      await near.connect(kind.at(server, port))
      const far = await listener.accept([], 'accepted')
      const connected = { client: await stateOf(near), server: await stateOf(far) }

      await near.shutdown('SHUT_WR')
      const halfClosed = {
        client: await comesTo('FIN_WAIT2', client, near, tools),
        server: await comesTo('CLOSE_WAIT', server, far, tools),
      }
      await far.shutdown('SHUT_WR')
      const closed = {
        client: await comesTo('CLOSE', client, near, tools),
        server: await comesTo('CLOSE', server, far, tools),
      }
      const table = { client: statesInTable(client, port), server: statesInTable(server, port) }
      return { fresh, bound, listening, connecting, connected, halfClosed, closed, table }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ fresh, bound, listening, connecting, connected, halfClosed, closed, table }) => [
      equal(fresh, 'CLOSE', 'a new socket'),
      equal(bound, 'CLOSE', 'the same after bind()'),
      equal(listening, 'LISTEN', 'the same after listen()'),
      equal(connecting, 'SYN_SENT', 'a client whose SYN nobody answers'),
      equal(connected.client, 'ESTABLISHED', 'a client that is connected'),
      equal(connected.server, 'ESTABLISHED', 'the socket that accept() gave'),
      equal(halfClosed.client, 'FIN_WAIT2', 'the client after it has closed its direction'),
      equal(halfClosed.server, 'CLOSE_WAIT', 'the server’s socket after the client has closed'),
      equal(closed.client, 'CLOSE', 'what TCP_INFO tells the client after the server has closed too'),
      equal(closed.server, 'CLOSE', 'the server’s socket after it has closed too'),
      equal(table.client, ['SYN_SENT', 'TIME_WAIT'], 'the table of the client’s host then'),
      equal(table.server, ['LISTEN'], 'the table of the server’s host then'),
    ]),
})

async function stateOf(socket: Socket): Promise<TcpState> {
  return (await socket.get('TCP_INFO')).state
}

/** What a socket tells of its state when its host’s kernel has brought it to the one expected, or waiting is over. */
async function comesTo(state: TcpState, host: Host, socket: Socket, { eventually }: Tools): Promise<TcpState> {
  await eventually(
    () => host.tcpState(socket),
    (seen) => seen === state,
  )
  return stateOf(socket)
}

function statesInTable(host: Host, port: number): TcpState[] {
  return host
    .tcpTable(port)
    .map(({ state }) => state)
    .toSorted()
}
