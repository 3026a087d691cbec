import {
  asleepOrBack,
  claim,
  equal,
  type Host,
  loopback,
  man,
  ofEachKind,
  overKinds,
  pair,
  posix,
  rfc,
  type Sides,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { messageFlagIgnored, neverAtTheMark, truncLeaves } from '../../harness/sockets/mutants/stream/message-flags.ts'

export default claim({
  says: 'MSG_PEEK leaves what it shows, MSG_WAITALL waits for all that was asked for, MSG_TRUNC discards; and one byte of urgent data marks the stream: SIOCATMARK tells the place, MSG_OOB reads the byte.',
  level: 'should',
  reading: 'holds',
  sources: [
    posix('recv'),
    posix('sockatmark'),
    man('recv', 2, 'The flags argument'),
    man('tcp', 7, 'Sockets API'),
    rfc(9293, '3.8.5'),
    rfc(6093, '3.1'),
  ],
  behaviours: [51],
  why:
    'The flags change what recv() does with the queue of received bytes: look and leave, wait until enough are there or ' +
    'the stream ends, or drop without copying, the latter being Linux’s. TCP’s urgent pointer is a number that says how ' +
    'far urgent data reaches. The sockets API makes one byte of it, the last: that byte is taken out of the stream, ' +
    'an earlier recv() stops in front of its place, and MSG_OOB reads it, once. With SO_OOBINLINE it stays where it is.',
  method: [
    'On one connection «hello» is read twice, the first time with MSG_PEEK; «0123456789» after four bytes were discarded.',
    'A recv() with MSG_WAITALL asks for four bytes when two have come; then for ten, when three come and the end.',
    '«ab», the urgent «c», and «de» are sent and read; then «xyz» with MSG_OOB; then the first once more with SO_OOBINLINE.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket,time; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); time.sleep(1); print(s.recv(9, socket.MSG_PEEK), s.recv(9), s.recv(9, socket.MSG_OOB), s.recv(9))"`,
      see: "b'ab' b'ab' b'c' b'de'; start it first",
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'ab'); s.send(b'c', socket.MSG_OOB); s.send(b'de'); input()"`,
      see: 'tcpdump shows Flags [P.U] and «urg 1» on the second segment',
    },
  ],
  mutants: [
    messageFlagIgnored('MSG_PEEK'),
    messageFlagIgnored('MSG_WAITALL'),
    messageFlagIgnored('MSG_TRUNC'),
    truncLeaves,
    messageFlagIgnored('MSG_OOB'),
    neverAtTheMark,
    optionIgnored('SO_OOBINLINE'),
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }), async (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => ({
      ...(await peekAndDiscard(hosts, tools, kind)),
      ...(await waitForAll(hosts, tools, kind)),
      urgent: await readUrgent(hosts, tools, kind, [['ab'], ['c', 'urgent'], ['de']]),
      lastOfThree: await readUrgent(hosts, tools, kind, [['xyz', 'urgent']]),
      inline: await readUrgent(hosts, tools, kind, [['ab'], ['c', 'urgent'], ['de']], true),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ peek, discard, twoOfFour, waited, beforeTheEnd, urgent, lastOfThree, inline }) => [
      equal(peek, ['hel', 'hello', 'EAGAIN'], 'recv(3) with MSG_PEEK, recv(9), and recv(9) again'),
      equal(discard.count, 4, 'bytes of «0123456789» that recv(4) with MSG_TRUNC takes'),
      equal(discard.written, 0, 'bytes that it writes into the buffer it was given'),
      equal(discard.rest, '456789', 'what recv() gives then'),
      equal(twoOfFour, 'asleep', 'recv(4) with MSG_WAITALL when two bytes have come'),
      equal(waited, 'abcd', 'what it gives when two more have come'),
      equal(beforeTheEnd, 'end', 'recv(10) with MSG_WAITALL when three bytes come, then end-of-file'),
      equal(urgent.notice, ['POLLIN', 'POLLPRI'], 'what poll() tells when an urgent byte has come'),
      equal(urgent.marked, ['ab at the mark', 'de'], 'what recv(9) gives before and after the urgent byte’s place'),
      equal(urgent.outOfBand, ['c', 'EINVAL'], 'what MSG_OOB reads there, and when it is asked again'),
      equal(lastOfThree.marked, ['xy at the mark'], 'what recv(9) gives of «xyz» sent with MSG_OOB'),
      equal(lastOfThree.outOfBand, ['z', 'EINVAL'], 'what MSG_OOB reads of it'),
      equal(inline.marked, ['ab at the mark', 'cde'], 'what recv(9) gives with SO_OOBINLINE'),
      equal(inline.outOfBand, ['EINVAL', 'EINVAL'], 'what MSG_OOB reads then'),
    ]),
})

const NOW = ['MSG_DONTWAIT'] as const

async function peekAndDiscard(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('MSG_PEEK')
  const { client, server } = await pair(hosts, tools.port(), { kind })
  const arrived = (text: string) => arrival(hosts.server, server, tools, text)
  await client.send('hello')
  await arrived('hello')
  const peek = [
    await server.tryRecv(3, ['MSG_PEEK', ...NOW]),
    await server.tryRecv(9, NOW),
    await server.tryRecv(9, NOW),
  ]
  tools.say('MSG_TRUNC')
  await client.send('0123456789')
  await arrived('hello0123456789')
  const { value, errno } = await server.tryRecv(4, ['MSG_TRUNC', ...NOW])
  return {
    peek: peek.map(textOf),
    discard: {
      count: errno ?? value.length,
      // The buffer was all zeros.
      written: (value ?? []).filter((byte: number) => byte !== 0).length,
      rest: textOf(await server.tryRecv(9, NOW)),
    },
  }
}

async function waitForAll(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('MSG_WAITALL')
  const { client, server } = await pair(hosts, tools.port(), { kind })
  await client.send('ab')
  await arrival(hosts.server, server, tools, 'ab')
  const waiting = server.tryRecv(4, ['MSG_WAITALL'])
  const twoOfFour = await asleepOrBack(tools, 'recvfrom', server, waiting)
  await client.send('cd')
  const waited = textOf(await tools.answered(waiting))
  const ending = server.tryRecv(10, ['MSG_WAITALL'])
  await client.send('end')
  await client.shutdown('SHUT_WR')
  return { twoOfFour, waited, beforeTheEnd: textOf(await tools.answered(ending)) }
}

type Send = readonly [text: string, urgent?: 'urgent']

/** Sends, and reads when everything has arrived: the stream until nothing is left, and at the mark the urgent byte, twice. */
async function readUrgent(hosts: Sides, tools: Tools, kind: SocketKind, sends: readonly Send[], inline = false) {
  tools.say(inline ? 'Urgent data, SO_OOBINLINE' : 'Urgent data')
  const { client, server } = await pair(hosts, tools.port(), { kind })
  if (inline) await server.set('SO_OOBINLINE', true)
  for (const [text, urgent] of sends) await client.send(text, urgent ? ['MSG_OOB'] : [])
  await arrival(hosts.server, server, tools, sends.map(([text]) => text).join(''))
  const notice = await server.poll(['POLLIN', 'POLLPRI'])
  const marked: string[] = []
  const outOfBand: string[] = []
  for (;;) {
    const read = await server.tryRecv(9, NOW)
    if (read.errno !== null) break
    const atMark = (await server.control('SIOCATMARK')) === 1 && outOfBand.length === 0
    marked.push(`${textOf(read)}${atMark ? ' at the mark' : ''}`)
    if (!atMark) continue
    for (let time = 1; time <= 2; time += 1) outOfBand.push(textOf(await server.tryRecv(9, ['MSG_OOB', ...NOW])))
  }
  return { notice: [...notice], marked, outOfBand }
}

/** Waits until as many bytes as this text has have come to a socket since it was connected, the urgent ones among them. */
function arrival(host: Host, socket: Socket, { until }: Tools, text: string) {
  return until(
    `${text.length} bytes to arrive`,
    async () => (await host.tcpInfo(socket)).bytesReceived,
    (bytes) => bytes === text.length,
  )
}
