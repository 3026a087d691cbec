import type { Host } from '../../harness/index.ts'
import {
  butNot,
  claim,
  equal,
  inet,
  inet6,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  payloadText,
  readUntil,
  rfc,
  scenario,
  sendInTurn,
  UDP_KINDS,
} from '../../harness/index.ts'
import { linkCorruptsNothing } from '../../harness/lab/mutants/link.ts'
import { recvSkipsADatagram, sendtoReportsLoss } from '../../harness/sockets/mutants/udp/datagram.ts'
import { sendtoSendsTwice } from '../../harness/sockets/mutants/udp/datagram-sending.ts'

export default claim({
  says: 'UDP has no error checking.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('B', 'UDP guarantees neither delivery nor order, and has no error checking'),
    rfc(768),
    rfc(1122, '4.1.3.4'),
    rfc(8200, '8.1'),
    man('udp', 7, 'DESCRIPTION'),
  ],
  why:
    'Every UDP datagram bears a checksum over its data, its ports and the addresses. The receiving kernel checks it and ' +
    'throws away what does not add up; InCsumErrors counts it. What UDP lacks is repair: nobody asks for the datagram ' +
    'again, so an error on the way becomes a loss. Over IPv4 a sender may leave the checksum out, which 0 says, and then ' +
    'data that changed on the way is delivered; over IPv6 such a datagram is thrown away too.',
  method: [
    'A client sends three datagrams across a link that changes one bit of the second; the server reads.',
    'Then the client’s host sends one without a checksum, of which the link changes a bit too, and one more that is whole.',
    'What arrived on the wire, what was read, and the kernel’s counters are compared.',
  ],
  byHand: [
    {
      run: 'nstat -az UdpInCsumErrors Udp6InCsumErrors',
      see: 'how many datagrams were thrown away for their checksum',
    },
    {
      run: 'tc qdisc add dev eth0 root netem corrupt 10%',
      see: 'on a machine of your own: the counter of the receiver grows',
    },
  ],
  mutants: [linkCorruptsNothing, sendtoSendsTwice, sendtoReportsLoss, recvSkipsADatagram],

  experiment: scenario(lan(['client', 'server'], { carried: true, ipv6: true }), async (hosts, tools) =>
    overKinds(UDP_KINDS, tools, async (kind, name) => {
      const { client, server } = hosts
      const port = tools.port()
      const address = kind.at(server, port)
      const receiver = await server.receiver(port, { kind })
      const sender = await client.open(kind, { label: 'sender' })
      const thrownAway = throwing(server)

      tools.link.obey([{ from: 'client', frame: 2, fault: 'corrupt' }])
      const errors = [...(await sendInTurn(client, sender, address, ['one', 'two', 'three'], tools))]
      // The kernel looks at checksums not before somebody reads.
      const read = await readUntil(receiver, 'three', tools)
      const left = texts(client, port)
      const changed = { errors, left, arrived: texts(server, port), read, thrownAway: thrownAway() }

      tools.link.obey([{ from: 'client', frame: 1, fault: 'corrupt' }])
      const isIPv6 = name === 'UDP over IPv6'
      const from = isIPv6 ? inet6(client.ip6, 40_000) : inet(client.ip, 40_000)
      const to = isIPv6 ? inet6(server.ip6, port) : inet(server.ip, port)
      client.forge({ from, to, udp: 'four', checksums: { transport: 'absent' } })
      await sender.trySendTo(address, 'five')
      const withoutChecksum = { read: await readUntil(receiver, 'five', tools), thrownAway: thrownAway() }
      return { changed, withoutChecksum }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ changed, withoutChecksum }, kind) => [
      butNot(
        'a bit changes on the way: the datagram is thrown away',
        equal(changed.arrived, ['one', 'twn', 'three'], 'data of the datagrams that arrived on the wire'),
        equal(changed.read, ['one', 'three'], 'datagrams that could be read'),
        equal(changed.thrownAway, 1, 'datagrams thrown away for their checksum (InCsumErrors)'),
      ),
      butNot(
        'it is not repaired, and nobody is told',
        equal(changed.left, ['one', 'two', 'three'], 'data of the datagrams that left the client'),
        equal(changed.errors, [null, null, null], 'errors of sendto()'),
      ),
      ...(kind === 'UDP over IPv6'
        ? [
            equal(withoutChecksum.read, ['five'], 'datagrams read, after one without a checksum'),
            equal(withoutChecksum.thrownAway, 2, 'datagrams thrown away until then (InCsumErrors)'),
          ]
        : [
            equal(withoutChecksum.read, ['fous', 'five'], 'datagrams read, the first changed and without a checksum'),
            equal(withoutChecksum.thrownAway, 1, 'datagrams thrown away until then (InCsumErrors)'),
          ]),
    ]),
})

/** Counts the datagrams that a host throws away for their checksum, over either family. */
function throwing(host: Host): () => number {
  const counting = [host.counting('Udp.InCsumErrors'), host.counting('Udp6.InCsumErrors')]
  return () => counting.reduce((sum, count) => sum + count(), 0)
}

/** The data of the datagrams seen at a host. */
function texts(host: Host, port: number): string[] {
  return host.wire.udp(port).map(payloadText)
}
