import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  carriesTransport,
  claim,
  countingText,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  scenario,
  tcpLike,
  UDP_KINDS,
} from '../../harness/index.ts'
import { connectKnocks } from '../../harness/sockets/mutants/udp/datagram-peers.ts'
import { sendtoKnocksFirst, sendtoSplits } from '../../harness/sockets/mutants/udp/datagram-sending.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'UDP has no handshake: the first packet is the first message. TCP needs three packets before the first byte of data.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'spoofing is easier with UDP, as it has no handshake'),
    material('B', 'UDP sockets send messages without establishing a connection, like postcards'),
    rfc(768),
    rfc(9293, '3.5'),
    man('udp', 7, 'DESCRIPTION'),
  ],
  why:
    'The two ends of a TCP connection must agree on their initial sequence numbers before a byte can be numbered, which ' +
    'takes SYN, SYN-ACK and ACK. A datagram has no number and belongs to nothing: a header of eight bytes is put before ' +
    'it and it goes. connect() on a UDP socket sends nothing either. A message that fits into the MTU is one packet; a ' +
    'larger one is cut into fragments by IP and put together again before the receiver sees it.',
  method: [
    'A client’s UDP socket connects, then sends three messages: a short one, the largest that fits into one packet of 1500 bytes, and one byte more.',
    'A TCP client connects and sends the same short message.',
    'The packets that the server’s host saw of each are listed, apart from ARP and neighbour discovery.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo port 3490 &', see: 'one line for UDP; Flags [S], [S.], [.] and then [P.] for TCP' },
    { run: 'nc -lu 127.0.0.1 3490 & sleep 1; echo hello | nc -u -q1 127.0.0.1 3490', see: 'one packet: UDP, length 6' },
    { run: 'nc -l 127.0.0.1 3490 & sleep 1; echo hello | nc -N 127.0.0.1 3490', see: 'three packets before it' },
  ],
  mutants: [connectKnocks, sendtoKnocksFirst, sendtoSplits, segmentsUnseen('SYN'), segmentsUnseen('ACK')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(UDP_KINDS, tools, async (kind, name) => ({
      udp: await overUdp(hosts, kind, name, tools),
      tcp: await overTcp(hosts, tcpLike(kind), tools),
    })),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ udp, tcp }, name) => {
      const [largest, headers] = [LARGEST_IN_ONE[name], HEADERS[name]]
      return [
        equal(udp.beforeTheFirst, [], 'UDP: packets before the first message, connect() included'),
        equal(
          udp.short,
          { read: SHORT, packets: [headers + SHORT] },
          'UDP: bytes read of a message of 5, and its packets',
        ),
        equal(udp.largest, { read: largest, packets: [1500] }, 'UDP: the same of the largest that fits into the MTU'),
        equal(udp.larger.read, largest + 1, 'UDP: bytes read of a message of one byte more'),
        equal(udp.larger.packets.length, 2, 'UDP: its packets, which are fragments'),
        equal(tcp.slice(0, 3), ['SYN', 'SYN, ACK', 'ACK'], 'TCP: packets before the first with data'),
        equal(tcp[3] ?? null, 'PSH, ACK with 5 bytes', 'TCP: the fourth packet'),
      ]
    }),
})

/** What is left of an MTU of 1500 bytes for the data of a datagram: less 20 or 40 bytes of IP, and 8 of UDP. */
const HEADERS = { 'UDP over IPv4': 28, 'UDP over IPv6': 48, 'UDP over IPv4-mapped IPv6': 28 } as const
const LARGEST_IN_ONE = { 'UDP over IPv4': 1472, 'UDP over IPv6': 1452, 'UDP over IPv4-mapped IPv6': 1472 } as const

const SHORT = 5

type Hosts = { readonly client: Host; readonly server: Host }

async function overUdp(
  { client, server }: Hosts,
  kind: SocketKind,
  name: keyof typeof HEADERS,
  { port, answered }: Tools,
) {
  const at = port()
  const receiver = await server.receiver(at, { kind })
  const arrivedBefore = arrived(server).length
  await (await client.open(kind, { label: 'only connects' })).connect(kind.at(server, at))
  const sender = await client.open(kind, { label: 'sender' })
  const beforeTheFirst = arrived(server).slice(arrivedBefore)
  const send = async (size: number) => {
    const before = arrived(server).length
    await sender.sendTo(kind.at(server, at), countingText(size))
    const { value } = await answered(receiver.tryRecv(65_536))
    return { read: value?.length ?? null, packets: arrived(server).slice(before) }
  }
  const short = await send(SHORT)
  return {
    beforeTheFirst,
    short,
    largest: await send(LARGEST_IN_ONE[name]),
    larger: await send(LARGEST_IN_ONE[name] + 1),
  }
}

const ETHERNET_HEADER = 14

/** The lengths of the packets with UDP or TCP that arrived at a host, from their IP header on. */
function arrived(host: Host): number[] {
  const packets = host.wire.packets().filter((seen) => seen.direction === 'in' && carriesTransport(seen))
  return packets.map(({ packet }) => packet.length - ETHERNET_HEADER)
}

async function overTcp({ client, server }: Hosts, kind: SocketKind, { port }: Tools): Promise<string[]> {
  const at = port()
  const listener = await server.listener(at, { kind })
  const connection = await client.connect(kind.at(server, at), { label: 'connection' })
  const accepted = await listener.accept([], 'accepted')
  await connection.send(countingText(SHORT))
  await accepted.recv(SHORT)
  return server.wire.tcp(at).map(({ flags, length }) => (length > 0 ? `${flags} with ${length} bytes` : flags))
}
