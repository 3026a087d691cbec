import {
  addressText,
  claim,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptAborts, acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { closeAlwaysResets, resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { noPeerIsAWildcard } from '../../harness/sockets/mutants/descriptors/socket.ts'
import { soErrorReadsAgain } from '../../harness/sockets/mutants/readiness/so-error.ts'

export default claim({
  says: 'A client that reset its connection before accept() is accepted all the same: the new socket tells ECONNRESET once, by SO_ERROR or after the data by recv(), and has no peer. One that closed in order is an ordinary connection.',
  level: 'platform',
  reading: 'holds',
  behaviours: [30],
  sources: [posix('accept'), man('accept', 2, 'Error handling'), rfc(9293, '3.10.7.4')],
  why:
    'The connection was complete, so it stands in the accept queue, and a reset does not take it out: Linux leaves it to ' +
    'the program to find out. POSIX allows accept() to fail with ECONNABORTED instead, as BSD does, so portable programs ' +
    'are ready for both. The error is told by whichever call asks first and is then gone; what had arrived before the ' +
    'reset can still be read. After a FIN in place of the reset nothing is wrong: the data is there, and then the end.',
  method: [
    'A client connects, sends five bytes, and resets the connection (SO_LINGER with time 0, then close) before accept() is called.',
    'accept() is called; then SO_ERROR twice and getpeername().',
    'A second such client is met with recv() alone; a third one closes in order.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input(); c, a = s.accept(); print(a, c.getsockopt(1, 4), c.getsockopt(1, 4)); c.getpeername()"',
      see: 'it waits; after Enter the client’s address, 104 and 0, then OSError: [Errno 107]',
    },
    {
      run: `python3 -c "import socket, struct; c = socket.create_connection(('127.0.0.1', 3490)); c.setsockopt(1, 13, struct.pack('ii', 1, 0)); c.close()"`,
      see: 'nothing; run it before Enter',
    },
  ],
  mutants: [acceptAborts, soErrorReadsAgain, noPeerIsAWildcard, acceptForgetsData, resetReadsAsEnd, closeAlwaysResets],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'connection table'] }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      asked: await goneBeforeAccept('reset', kind, hosts, tools),
      read: await goneBeforeAccept('reset, then read', kind, hosts, tools),
      closed: await goneBeforeAccept('close', kind, hosts, tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ asked, read, closed }) => [
      equal(asked.accept, null, 'error of accept() after the client’s reset'),
      equal(asked.peerOfAccept, asked.client, 'the address that accept() tells'),
      equal(asked.errors, ['ECONNRESET', null], 'SO_ERROR, twice'),
      equal(asked.peer, 'ENOTCONN', 'getpeername() then'),
      equal(asked.received, ['hello', '', ''], 'what recv() then gives'),
      equal(read.accept, null, 'error of accept() after another reset'),
      equal(read.received, ['hello', 'ECONNRESET', ''], 'what recv() gives when nobody has asked for SO_ERROR'),
      equal(closed.accept, null, 'error of accept() after the client’s close()'),
      equal(closed.errors, [null, null], 'SO_ERROR then, twice'),
      equal(closed.peer, closed.client, 'getpeername() then'),
      equal(closed.received, ['hello', '', ''], 'what recv() then gives'),
    ]),
})

type Sides = { readonly client: Host; readonly server: Host }

/** Accepts a client that has sent something and gone; asks for SO_ERROR unless only reading is asked for. */
async function goneBeforeAccept(
  how: 'reset' | 'reset, then read' | 'close',
  kind: SocketKind,
  { client, server }: Sides,
  tools: Tools,
) {
  tools.say(how)
  const port = tools.port()
  const listener = await server.listener(port, { kind, nonblocking: true })
  const near = await client.connect(kind.at(server, port), { label: 'client' })
  const name = addressText(await near.localAddress())
  await near.send('hello')
  if (how !== 'close') await near.set('SO_LINGER', { onoff: true, linger: 0 })
  await near.close()
  const states = () => server.tcpTable(port).map(({ state }) => state)
  await tools.until('the client’s end to arrive', states, (all) => !all.includes('ESTABLISHED'))

  const { value, errno: accept } = await server.stack.accept4({ fd: listener.fd, flags: ['SOCK_NONBLOCK'] })
  if (value === null) return { client: name, accept, peerOfAccept: '', errors: [], peer: '', received: [] }
  const far = server.adopt(value.fd, 'accepted')
  const errors = how === 'reset, then read' ? [] : [await far.get('SO_ERROR'), await far.get('SO_ERROR')]
  const peer = await far.tryPeerAddress()
  const received: string[] = []
  while (received.length < 3) received.push(textOf(await far.tryRecv(5)))
  return {
    client: name,
    accept,
    peerOfAccept: addressText(value.peer),
    errors,
    peer: peer.errno ?? addressText(peer.value),
    received,
  }
}
