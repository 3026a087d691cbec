import {
  addressText,
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  type Sides,
  SOCKET_KINDS,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import {
  recvfromNamesNobody,
  recvfromNamesThePeer,
  recvmsgNamesThePeer,
} from '../../harness/sockets/mutants/udp/sender-address.ts'

export default claim({
  says: 'recvfrom() on a stream socket names nobody: the address it was given to fill in stays untouched; getpeername() is what tells the peer.',
  level: 'may',
  reading: 'holds',
  sources: [posix('recvfrom'), posix('recvmsg'), man('recv', 2, 'recvfrom()')],
  behaviours: [50],
  why:
    'A datagram carries the address of who sent it, and each may come from somebody else, so recvfrom() tells it each ' +
    'time. The bytes of a stream all come from the one peer of the connection, which was settled by connect() and ' +
    'accept(). Linux says so by writing no address, and 0 as its length. A program that uses the address all the same ' +
    'reads what its variable held before.',
  method: [
    'The client sends «hello» twice; the server takes one with recvfrom() and one with recvmsg(), both with room for an address.',
    'What they and getpeername() tell of the sender is observed.',
    'For comparison a UDP socket receives a datagram with recvfrom().',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); print(s.recvfrom(5), s.getpeername())"`,
      see: "(b'hello', None) and then the client’s address; start it first",
    },
    { run: 'echo hello | nc -N 127.0.0.1 3490', see: 'sends the line' },
  ],
  mutants: [recvfromNamesThePeer, recvmsgNamesThePeer, recvfromNamesNobody],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6'] }), async (hosts, tools) => {
    const streams = await overKinds(TCP_KINDS, tools, (kind) => receiveFromStream(hosts, tools, kind))
    tools.say('UDP over IPv4, for comparison')
    return { streams, datagram: await receiveDatagram(hosts, tools) }
  }),

  judge: ({ streams, datagram }) => [
    ofEachKind(streams, (seen) => [
      equal(seen.recvfrom, ['hello', null], 'bytes and address from recvfrom()'),
      equal(seen.recvmsg, ['hello', null], 'bytes and address from recvmsg()'),
      equal(seen.getpeername, seen.client, 'the address from getpeername()'),
    ]),
    equal(datagram.recvfrom, ['hello', datagram.sender], 'UDP over IPv4: bytes and address from recvfrom()'),
  ],
})

async function receiveFromStream(hosts: Sides, { port }: Tools, kind: SocketKind) {
  const ends = await pair(hosts, port(), { kind })
  await ends.client.send('hello')
  const first = await ends.server.recvFrom(5)
  await ends.client.send('hello')
  await ends.server.recv(5, ['MSG_PEEK'])
  const second = await hosts.server.stack.recvmsg({ fd: ends.server.fd, length: 5, flags: ['MSG_DONTWAIT'] })
  return {
    recvfrom: told(first),
    recvmsg: second.errno ?? told(second.value),
    getpeername: addressText(await ends.server.peerAddress()),
    client: addressText(await ends.client.localAddress()),
  }
}

async function receiveDatagram({ client, server }: Sides, { port: newPort }: Tools) {
  const kind = SOCKET_KINDS['UDP over IPv4']
  const port = newPort()
  const receiver = await server.receiver(port, { kind })
  const sender = await client.open(kind, { label: 'sender' })
  const source = kind.at(client, newPort())
  await sender.bind(source)
  await sender.sendTo(kind.at(server, port), 'hello')
  return { recvfrom: told(await receiver.recvFrom(5)), sender: addressText(source) }
}

type Address = Parameters<typeof addressText>[0]

function told({ bytes, from }: { readonly bytes: Uint8Array; readonly from: Address | null }) {
  return [Buffer.from(bytes).toString(), from && addressText(from)]
}
