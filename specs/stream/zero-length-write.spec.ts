import {
  claim,
  equal,
  lan,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import {
  emptySendEndsTheStream,
  emptySendIsRefused,
  emptySendSendsAByte,
} from '../../harness/sockets/mutants/stream/zero-length.ts'

export default claim({
  says: 'Sending zero bytes over TCP succeeds and sends nothing: the reader goes on waiting, and sees neither an empty message nor end-of-file.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('send'), posix('write'), rfc(9293, '3.9.1.2')],
  behaviours: [48],
  why:
    'A stream consists of bytes, and send() of zero bytes adds none: there is nothing to put into a segment, and no ' +
    'boundary to mark. That recv() gives 0 bytes means that the peer has sent FIN, so no write, however short, can be ' +
    'mistaken for the end. With UDP it is otherwise: an empty datagram is a datagram.',
  method: [
    'The client sends zero bytes; the server’s recv() must not wait.',
    'Then the client sends «after»: when that has arrived, whatever was sent before has arrived too.',
    'What recv() gives then and the data segments on the wire are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); print(s.recv(100)); print(s.recv(100))"`,
      see: "b'after', and b'' only when the other program ends",
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); print(s.send(b'')); input(); s.send(b'after'); input()"`,
      see: '0; until Enter is pressed the other program prints nothing',
    },
  ],
  mutants: [emptySendEndsTheStream, emptySendSendsAByte, emptySendIsRefused],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const ends = await pair(hosts, port, { kind })
      const empty = await ends.client.trySend('')
      const before = await ends.server.tryRecv(100, ['MSG_DONTWAIT'])
      const after = await ends.client.trySend('after')
      // It comes as data, or the stream has ended: either way recv() would no longer wait.
      await tools.eventually(
        () => ends.server.poll(['POLLIN']),
        (ready) => ready.length > 0,
      )
      const read = await ends.server.tryRecv(100, ['MSG_DONTWAIT'])
      const data = hosts.client.wire.tcp(port).filter(({ direction, length }) => direction === 'out' && length > 0)
      return {
        empty: empty.errno ?? empty.value,
        before: textOf(before),
        after: after.errno ?? after.value,
        read: textOf(read),
        wire: data.map(({ length }) => length),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ empty, before, after, read, wire }) => [
      equal(empty, 0, 'what send() of zero bytes returns'),
      equal(before, 'EAGAIN', 'what the server’s recv() gives then'),
      equal(after, 5, 'what send() of «after» returns'),
      equal(read, 'after', 'what the server reads next'),
      equal(wire, [5], 'bytes in each segment with data on the wire'),
    ]),
})
