import {
  claim,
  connected,
  equal,
  loopback,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type SocketKind,
  TCP_KINDS,
  textOf,
  witness,
} from '../../harness/index.ts'
import { recvDiscardsTheRest, recvStopsAtBoundaries } from '../../harness/sockets/mutants/stream/boundaries.ts'

export default claim({
  says: 'TCP keeps no message boundaries: two sends can come out of one recv, and one send out of several.',
  level: 'may',
  reading: 'holds',
  sources: [
    material('B', 'TCP is a stream: data can arrive in smaller or larger chunks than it was sent in'),
    rfc(9293, '3.9.1.2'),
    posix('recv'),
  ],
  behaviours: [46, 47],
  why:
    'send() copies bytes behind those that wait already, and recv() takes as many from the front as there are, up to the ' +
    'length it was given. Between the two nothing marks where a send ended, not even when each left as a segment of its ' +
    'own. Where one message ends and the next begins is for the programs to agree on.',
  method: [
    'The client sends «hello» and «world»; when all ten bytes have arrived, the server calls recv() once, with room for 100.',
    'On a second connection it sends «three»; when that has arrived, the server calls recv() twice, with room for 3.',
    'What each recv() gives is observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket,time; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); time.sleep(1); print(s.recv(100)); print(s.recv(3), s.recv(3))"`,
      see: "b'onetwo', and after another second b'thr' b'ee'",
    },
    {
      run: `python3 -c "import socket,time; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'one'); s.send(b'two'); time.sleep(2); s.send(b'three')"`,
      see: 'tcpdump shows three segments with data: 3, 3 and 5 bytes',
    },
  ],
  mutants: [recvStopsAtBoundaries, recvDiscardsTheRest],

  experiment: witness(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    { attempts: 10 },
    async ({ client, server }, tools) => {
      const exchange = async (kind: SocketKind, sends: readonly string[], rooms: readonly number[]) => {
        tools.say(`${sends.length} × send, ${rooms.length} × recv`)
        const port = tools.port()
        const ends = await connected(client, kind.at(server, port), await server.listener(port, { kind }))
        for (const message of sends) await ends.client.send(message)
        await tools.until(
          'everything to arrive',
          () => ends.server.control('FIONREAD'),
          (unread) => unread === sends.join('').length,
        )
        const given: string[] = []
        for (const room of rooms) given.push(textOf(await ends.server.tryRecv(room, ['MSG_DONTWAIT'])))
        return given
      }
      return overKinds(TCP_KINDS, tools, async (kind) => ({
        coalesced: await exchange(kind, ['hello', 'world'], [100]),
        split: await exchange(kind, ['three'], [3, 3]),
      }))
    },
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ coalesced, split }) => [
      equal(coalesced, ['helloworld'], 'what one recv() gives of the sends «hello» and «world»'),
      equal(split, ['thr', 'ee'], 'what two recv()s give of the send «three»'),
    ]),
})
