import {
  atMost,
  claim,
  countingText,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  pair,
  rfc,
  type SocketKind,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import { closeAlwaysResets, closeForgetsUnread } from '../../harness/sockets/mutants/close/close.ts'
import { socketAnnouncesItself } from '../../harness/sockets/mutants/descriptors/socket.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import {
  acceptGreets,
  listenAnnouncesItself,
  sendAlwaysDelays,
  sendNeverDelays,
} from '../../harness/sockets/mutants/stream/chatty.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

/** More than the receive buffer holds. */
const MUCH = 10_000

export default claim({
  says: 'socket(), bind(), listen() and accept() put nothing on the wire; connect() sends a SYN, send() the data, perhaps later, and close() a FIN, or an RST if something was not read.',
  level: 'should',
  reading: 'holds',
  sources: [
    material('C', 'the calls one after the other in a debugger, beside the packets in Wireshark'),
    rfc(9293, '3.9.1'),
    rfc(9293, '3.7.4'),
    rfc(1122, '4.2.3.4'),
    man('tcp', 7, 'TCP_NODELAY'),
  ],
  why:
    'A call that only changes what the kernel keeps has nothing to tell to others: the handshake is made by the kernels, ' +
    'so accept() only hands out what is there. connect() and close() begin and end a connection, which takes a packet. ' +
    'send() gives data to the kernel, and the kernel chooses the moment: a small segment waits while an earlier one is ' +
    'not acknowledged (Nagle’s algorithm, unless TCP_NODELAY is set), and any segment waits while the receiver’s window ' +
    'is closed. What answers a packet, such as an ACK, belongs to no call at all.',
  method: [
    'The harness carries the frames between two hosts and keeps them back during each call, so that what leaves then, leaves by this call.',
    'Between the calls the frames pass. Two small sends follow each other without an acknowledgment, without TCP_NODELAY and with it.',
    `${MUCH} bytes are sent to a receiver whose buffer is smaller and that does not read; then it reads. At last connections are closed, one with a byte that nobody read.`,
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'a line for each packet of the next commands' },
    {
      run: `python3 -ic "import socket; l = socket.socket(); c = socket.socket()"`,
      see: 'a prompt at which each call can be made by itself',
    },
    { run: "l.bind(('127.0.0.1', 3490)); l.listen()", see: 'no packet' },
    { run: "c.connect(('127.0.0.1', 3490))", see: 'three: Flags [S], [S.] and [.]' },
    { run: 's, a = l.accept()', see: 'no packet' },
    { run: "c.send(b'hello')", see: 'Flags [P.] with length 5, and [.]' },
    { run: 'c.close()', see: 'Flags [F.] and [.]; then s.close() gives Flags [R.], because hello was not read' },
  ],
  mutants: [
    socketAnnouncesItself,
    listenAnnouncesItself,
    acceptGreets,
    sendAlwaysDelays,
    sendNeverDelays,
    optionIgnored('TCP_NODELAY'),
    optionIgnored('SO_RCVBUF'),
    closeAlwaysResets,
    closeForgetsUnread,
    flagSeenAs('SYN', 'PSH'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true, carried: true }), async (hosts, tools) =>
    overKinds(['TCP over IPv4', 'TCP over IPv6'], tools, async (kind) => {
      tools.say('the hosts learn each other’s hardware addresses: nobody listens')
      await (await hosts.client.open(kind)).tryConnect(kind.at(hosts.server, tools.port()))
      tools.say('call by call')
      return {
        calls: await callByCall(hosts, kind, tools),
        closedWindow: await intoAClosedWindow(hosts, kind, tools),
        unread: await closeUnread(hosts, kind, tools),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ calls, closedWindow, unread }) => [
      ...['socket', 'bind', 'listen', 'accept'].map((name) =>
        equal(calls[name] ?? null, [], `what leaves during ${name}()`),
      ),
      equal(calls.connect ?? null, ['SYN'], 'what leaves during connect()'),
      equal(calls.send ?? null, ['PSH, ACK, 5 bytes'], 'what leaves during send() of 5 bytes'),
      equal(calls['send 3 bytes'] ?? null, ['PSH, ACK, 3 bytes'], 'what leaves during send() of 3 bytes'),
      equal(
        calls['send 4 bytes more'] ?? null,
        [],
        'what leaves during send() of 4 more, while the 3 are not acknowledged',
      ),
      equal(calls.acknowledged ?? null, ['PSH, ACK, 4 bytes'], 'what leaves when they are'),
      equal(
        calls['send 1 byte, TCP_NODELAY'] ?? null,
        ['PSH, ACK, 1 byte'],
        'what leaves during send() of 1 byte with TCP_NODELAY',
      ),
      equal(
        calls['send 2 bytes, TCP_NODELAY'] ?? null,
        ['PSH, ACK, 2 bytes'],
        'what leaves during send() of 2 more, while that is not acknowledged',
      ),
      equal(calls.close ?? null, ['FIN, ACK'], 'what leaves during close()'),
      equal(closedWindow.taken, MUCH, 'bytes that send() takes for a receiver that does not read'),
      atMost(closedWindow.before, MUCH - 1, 'of them, bytes that have left when its window is closed'),
      equal(closedWindow.after, MUCH, 'bytes that have left when it has read'),
      equal(unread, ['RST, ACK'], 'what leaves during close() of a socket with an unread byte'),
    ]),
})

type Hosts = Readonly<Record<'client' | 'server', Host>>

/** What leaves a host: segments and datagrams, those that are sent again left out. */
function sentBy({
  wire,
}: Host): readonly { readonly text: string; readonly seq: number | null; readonly length: number }[] {
  const packets = wire.packets().filter(({ direction, sourcePort }) => direction === 'out' && sourcePort !== null)
  const distinct = new Map(packets.map((packet) => [`${packet.from} ${packet.to} ${packet.summary}`, packet]))
  return [...distinct.values()].map(({ flags, seq, length }) => ({
    text: `${flags || 'UDP'}${length === 0 ? '' : `, ${length} ${length === 1 ? 'byte' : 'bytes'}`}`,
    seq,
    length,
  }))
}

/** The texts of what leaves either host while something is done. */
async function leaving(hosts: Hosts, act: () => unknown): Promise<string[]> {
  const all = () => [hosts.client, hosts.server].map(sentBy)
  const before = all()
  await act()
  return all().flatMap((sent, host) => sent.slice(before[host]?.length).map(({ text }) => text))
}

async function callByCall(hosts: Hosts, kind: SocketKind, { port, until, link }: Tools) {
  const { client, server } = hosts
  const address = kind.at(server, port())
  const calls: Record<string, string[]> = {}
  const during = async <Value>(name: string, act: () => Promise<Value>): Promise<Value> => {
    link.holdBack()
    const results: Value[] = []
    calls[name] = await leaving(hosts, async () => results.push(await act()))
    return results[0] as Value
  }
  const listener = await during('socket', () => server.open(kind, { label: 'listener' }))
  await during('bind', () => listener.bind(address))
  await during('listen', () => listener.listen(1))
  const near = await client.open(kind, { label: 'client', nonblocking: true })
  await during('connect', async () => near.tryConnect(address))
  link.pass()
  await until('the connection to be in the accept queue', () => server.isWaiting(listener), Boolean)
  const far = await during('accept', () => listener.accept([], 'accepted'))

  let unread = 0
  const send = (name: string, bytes: number) => {
    unread += bytes
    return during(name, () => near.send(countingText(bytes)))
  }
  const settled = async () => {
    link.pass()
    await until(
      'the bytes to be acknowledged',
      () => near.control('SIOCOUTQ'),
      (count) => count === 0,
    )
    await until(
      'the bytes to arrive',
      () => far.control('FIONREAD'),
      (count) => count === unread,
    )
  }
  await send('send', 5)
  await settled()
  await send('send 3 bytes', 3)
  await send('send 4 bytes more', 4)
  calls.acknowledged = (await leaving(hosts, settled)).filter((text) => text.includes('byte'))
  await near.set('TCP_NODELAY', true)
  await send('send 1 byte, TCP_NODELAY', 1)
  await send('send 2 bytes, TCP_NODELAY', 2)
  await settled()
  await far.recv(100)
  await during('close', () => far.close())
  link.pass()
  return calls
}

/** Sends more than a receiver has room for; tells how much has left when its window is closed, and when it has read. */
async function intoAClosedWindow(hosts: Hosts, kind: SocketKind, { port, eventually, answered }: Tools) {
  // Of the server, which no other connection has; that of a client may come again.
  const at = port()
  const ends = await pair(hosts, at, { kind, set: { SO_RCVBUF: 4_096 } })
  const dataSent = () => hosts.client.wire.tcp(at).filter(({ direction, length }) => direction === 'out' && length > 0)
  const left = () => Math.max(0, ...dataSent().map(({ seq, length }) => (seq ?? 0) + length - 1))
  const taken = await ends.client.send(countingText(MUCH), ['MSG_DONTWAIT'])
  const closed = () =>
    hosts.client.wire
      .tcp(at)
      .some(
        ({ direction, packet: { transport } }) =>
          direction === 'in' && transport?.kind === 'tcp' && transport.window === 0,
      )
  await eventually(
    () => closed() || left() === MUCH,
    (isOver) => isOver,
  )
  const before = left()
  for (let read = 0; read < taken; ) {
    const { value } = await answered(ends.server.tryRecv(MUCH))
    if (value === null || value.length === 0) break
    read += value.length
  }
  return { taken, before, after: left() }
}

/** What leaves when a connection is closed whose last byte nobody has read. */
async function closeUnread(hosts: Hosts, kind: SocketKind, { port, until, link }: Tools) {
  const ends = await pair(hosts, port(), { kind })
  await ends.client.send('x')
  await until(
    'the byte to arrive',
    () => ends.server.control('FIONREAD'),
    (count) => count === 1,
  )
  await until(
    'the byte to be acknowledged',
    () => ends.client.control('SIOCOUTQ'),
    (count) => count === 0,
  )
  link.holdBack()
  const leaves = await leaving(hosts, () => ends.server.close())
  link.pass()
  return leaves
}
