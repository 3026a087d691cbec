import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  atLeast,
  butNot,
  claim,
  equal,
  lan,
  losing,
  man,
  material,
  ofEachKind,
  overKinds,
  payloadText,
  readUntil,
  rfc,
  scenario,
  sendInTurn,
  tcpLike,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { linkLosesNothing } from '../../harness/lab/mutants/link.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'
import { sendtoReportsLoss } from '../../harness/sockets/mutants/udp/datagram.ts'
import { sendtoSendsTwice } from '../../harness/sockets/mutants/udp/datagram-sending.ts'
import { retransmissionsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'UDP is like TCP, only faster: what is sent arrives.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('B', 'a common belief: UDP sockets guarantee that data arrives, only faster than TCP'),
    rfc(768),
    rfc(8085, '3.3'),
    rfc(9293, '3.8.1'),
    man('udp', 7, 'DESCRIPTION'),
  ],
  why:
    'TCP keeps what it sent until the peer acknowledges it, and sends it again when no acknowledgment comes. UDP keeps ' +
    'nothing, numbers nothing and is told nothing. On a link that loses one packet the TCP stream arrives late but whole; ' +
    'the datagram is gone, the later ones arrive as if nothing were missing, and neither program is told.',
  method: [
    'Three messages go over UDP across a link that loses the second; they are sent, and what arrives is read.',
    'The same messages go over a TCP connection across a link that loses the second segment with data.',
    'The packets that left and arrived are counted. The shortest retransmission time-out is 20 ms here in place of 200.',
  ],
  byHand: [
    {
      run: 'tc qdisc add dev eth0 root netem loss 30%',
      see: 'on a machine of your own: three of ten packets are lost',
    },
    {
      run: 'for i in $(seq 500); do echo $i; sleep 0.002; done | tee >(nc -u -q1 server 3490) | nc -N server 3491',
      see: 'at the server, with «nc -lu 3490» and «nc -l 3491»: numbers are missing of the first alone',
    },
  ],
  mutants: [linkLosesNothing, sendtoReportsLoss, sendtoSendsTwice, recvLosesAByte, retransmissionsUnseen],

  experiment: scenario(
    lan(['client', 'server'], { carried: true, ipv6: true, shortestTimeout: 20 }),
    async (hosts, tools) =>
      overKinds(UDP_KINDS, tools, async (kind) => {
        const udp = await overUdp(hosts, kind, tools)
        return { udp, tcp: await overTcp(hosts, tcpLike(kind), tools) }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ udp, tcp }) => [
      butNot(
        'the link loses a packet: the datagram is gone, and nobody is told',
        equal(udp.errors, [null, null, null], 'errors of sendto()'),
        equal(udp.read, ['one', 'three'], 'datagrams that arrived'),
        equal(udp.left, MESSAGES, 'datagrams that left the client: none is sent again'),
        equal(udp.pending, null, 'error that waits at the sender afterwards (SO_ERROR)'),
      ),
      butNot(
        'the link loses a packet: TCP sends it again, which UDP does not',
        equal(tcp.read, MESSAGES.join(''), 'what arrived over TCP'),
        equal(tcp.lost, 1, 'segments lost'),
        atLeast(tcp.sentAgain, 1, 'segments with data that were sent again'),
      ),
    ]),
})

const MESSAGES = ['one', 'two', 'three']

type Hosts = { readonly client: Host; readonly server: Host }

async function overUdp({ client, server }: Hosts, kind: SocketKind, tools: Tools) {
  const port = tools.port()
  const receiver = await server.receiver(port, { kind })
  const sender = await client.open(kind, { label: 'sender' })
  tools.link.obey(losing('client', 2))
  const errors = [...(await sendInTurn(client, sender, kind.at(server, port), MESSAGES, tools))]
  const read = await readUntil(receiver, 'three', tools)
  return { errors, read, left: client.wire.udp(port).map(payloadText), pending: await sender.get('SO_ERROR') }
}

async function overTcp({ client, server }: Hosts, kind: SocketKind, { port: next, link, answered }: Tools) {
  const port = next()
  const listener = await server.listener(port, { kind })
  const connection = await client.connect(kind.at(server, port), { label: 'connection', set: { TCP_NODELAY: true } })
  const accepted = await listener.accept([], 'accepted')
  const lostBefore = link.tally('client').lost
  link.obey(losing('client', 2))
  for (const text of MESSAGES) await connection.send(text)
  let read = ''
  while (read.length < MESSAGES.join('').length) {
    const result = await answered(accepted.tryRecv(100))
    read += textOf(result)
    if (result.errno !== null) break
  }
  const data = client.wire.tcp(port).filter(({ direction, length }) => direction === 'out' && length > 0)
  const sentAgain = data.length - new Set(data.map(({ seq }) => seq)).size
  return { read, lost: link.tally('client').lost - lostBefore, sentAgain }
}
