import { claim, connected, equal, loopback, material, posix, rfc, witness } from '../../harness/index.ts'
import { recvDiscardsTheRest, recvStopsAtBoundaries } from '../../harness/sockets/mutants/boundaries.ts'

export default claim({
  says: 'TCP keeps no message boundaries: two sends can come out of one recv, and one send out of several.',
  level: 'may',
  reading: 'holds',
  sources: [
    material('B', 'TCP is a stream: data can arrive in smaller or larger chunks than it was sent in'),
    rfc(9293, '3.9.1.2'),
    posix('recv'),
  ],
  why:
    'send() copies bytes behind those that wait already, and recv() takes as many from the front as there are, up to the ' +
    'length it was given. Between the two nothing marks where a send ended, not even when each left as a segment of its ' +
    'own. Where one message ends and the next begins is for the programs to agree on.',
  method: [
    'The client sends «one» and «two»; when all six bytes have arrived, the server calls recv() once, with room for 100.',
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
    loopback(['client', 'server']),
    { attempts: 10 },
    async ({ client, server }, { port, say, until }) => {
      const exchange = async (sends: readonly string[], rooms: readonly number[]) => {
        say(`${sends.length} × send, ${rooms.length} × recv`)
        const address = server.at(port())
        const ends = await connected(client, address, await server.listener(address.port))
        for (const message of sends) await ends.client.send(message)
        await until(
          'everything to arrive',
          () => ends.server.control('FIONREAD'),
          (unread) => unread === sends.join('').length,
        )
        const given: string[] = []
        for (const room of rooms) {
          const { value, errno } = await ends.server.tryRecv(room, ['MSG_DONTWAIT'])
          given.push(errno ?? Buffer.from(value).toString())
        }
        return given
      }
      return { coalesced: await exchange(['one', 'two'], [100]), split: await exchange(['three'], [3, 3]) }
    },
  ),

  judge: ({ coalesced, split }) => [
    equal(coalesced, ['onetwo'], 'what one recv() gives of the sends «one» and «two»'),
    equal(split, ['thr', 'ee'], 'what two recv()s give of the send «three»'),
  ],
})
