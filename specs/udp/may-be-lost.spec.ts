import type { Host, SocketKind, SocketOptions, Tools } from '../../harness/index.ts'
import {
  atLeast,
  claim,
  equal,
  lan,
  losing,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  tcpLike,
  UDP_KINDS,
  witness,
} from '../../harness/index.ts'
import { linkLosesNothing } from '../../harness/lab/mutants/link.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { recvSkipsADatagram, sendtoReportsLoss } from '../../harness/sockets/mutants/udp/datagram.ts'

export default claim({
  says: 'sendto() succeeds, and the datagram may be lost all the same: on the link, or at a receiver whose buffer is full.',
  level: 'may',
  reading: 'holds',
  sources: [
    material('B', 'UDP sends messages that may not arrive at all'),
    rfc(768),
    rfc(8085, '1'),
    man('udp', 7),
    man('socket', 7, 'SO_RCVBUF'),
  ],
  behaviours: [71],
  why:
    'sendto() has done its part when the datagram is on its way. UDP keeps no copy and expects no acknowledgment, so ' +
    'nobody notices when a switch drops it, and nobody sends it again. At the receiver it waits in the socket’s buffer; ' +
    'when that is full the kernel throws the newcomer away and counts it in RcvbufErrors.',
  method: [
    'A receiver with the smallest buffer there is does not read while a program on its own host sends it datagrams.',
    'Then a client sends eight across a link that loses every second one, to a receiver with an ordinary buffer.',
    'What sendto() returned, what left, what arrived and what could be read are counted. The same over IPv6.',
  ],
  byHand: [
    {
      run: 'nc -lu 127.0.0.1 3490 & sleep 1; kill -STOP $!; yes | head -c 9000000 | nc -u -w 1 127.0.0.1 3490',
      see: 'nc reports no error',
    },
    { run: 'nstat -az UdpRcvbufErrors', see: 'how many of them the kernel threw away' },
  ],
  mutants: [optionIgnored('SO_RCVBUF'), linkLosesNothing, sendtoReportsLoss, recvSkipsADatagram],

  experiment: witness(
    lan(['client', 'server'], { carried: true, ipv6: true }),
    { attempts: 2 },
    async ({ client, server }, tools) =>
      overKinds(UDP_KINDS, tools, async (kind) => {
        const full = await send(server, server, kind, tools, { SO_RCVBUF: 1 })
        tools.link.obey(losing('client', 2, 4, 6, 8))
        const link = await send(client, server, kind, tools)
        return { full, link }
      }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ full, link }) => [
      equal(full.errors, [], 'errors of sendto() while the receive buffer was full'),
      atLeast(COUNT - full.read, 1, 'datagrams lost without any link between'),
      equal(full.dropped, COUNT - full.read, 'of these, dropped for want of room (RcvbufErrors)'),
      equal(link.errors, [], 'errors of sendto() onto the lossy link'),
      equal(link.left, COUNT, 'datagrams that left the client'),
      equal(link.left - link.arrived, 4, 'datagrams lost on the link'),
      equal(link.read, link.arrived, 'datagrams that could be read, of those that arrived'),
      equal(link.dropped, 0, 'dropped for want of room (RcvbufErrors) there'),
    ]),
})

const COUNT = 8

/** Sends datagrams to a receiver that reads only when all of them have been sent. */
async function send(
  from: Host,
  to: Host,
  kind: SocketKind,
  { port: next, eventually }: Tools,
  set: SocketOptions = {},
) {
  const port = next()
  const address = kind.at(to, port)
  const receiver = await to.receiver(port, { kind, nonblocking: true, set })
  const sender = await from.open(kind, { label: 'sender' })
  const counting = [to.counting('Udp.RcvbufErrors'), to.counting('Udp6.RcvbufErrors')]
  const dropped = () => counting.reduce((sum, count) => sum + count(), 0)
  const errors = []
  for (let number = 1; number <= COUNT; number += 1) {
    const { errno } = await sender.trySendTo(address, `datagram ${number} `.repeat(100))
    if (errno !== null) errors.push(errno)
  }
  // A connect() that is refused goes the same way: when its answer is back, every datagram has come through or is lost.
  await (await from.open(tcpLike(kind), { label: 'pathfinder' })).tryConnect(address)
  const local = from === to
  const left = local ? COUNT : from.wire.udp(port).length
  const arrived = local ? COUNT : to.wire.udp(port).length
  let read = 0
  await eventually(
    async () => {
      while ((await receiver.tryRecv(2_000)).errno === null) read += 1
      return read + dropped()
    },
    (accountedFor) => accountedFor >= arrived,
  )
  to.note(`${arrived} arrived, ${read} read, ${dropped()} dropped for want of room`)
  return { errors, left, arrived, read, dropped: dropped() }
}
