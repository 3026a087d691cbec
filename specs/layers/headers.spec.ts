import {
  claim,
  equal,
  fieldsAt,
  type Host,
  lan,
  material,
  ofEachKind,
  overKinds,
  rfc,
  type SocketKind,
  type SocketKindName,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { exchanged, payloadDisguised, protocolUnnamed } from '../../harness/wire/mutants/headers.ts'

export default claim({
  says: 'A message leaves as payload in TCP or UDP in IP in Ethernet; the ports stand in the transport’s header, the addresses in that of IP, and the hardware addresses of the link in that of Ethernet.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'below the program and the socket come TCP or UDP, IP and the network card, each a layer'),
    rfc(1122, '1.1.3'),
    rfc(894),
    rfc(791, '3.1'),
    rfc(8200, '3'),
    rfc(9293, '3.1'),
    rfc(768),
  ],
  why:
    'Each layer puts its own header before what it is given and does not look into it. The program gives bytes; TCP or ' +
    'UDP adds the ports, by which the other host finds the socket; IP adds the addresses of the two hosts and says which ' +
    'transport is inside; Ethernet adds the hardware addresses of the two ends of this link and says which IP it is. On ' +
    'the way in each layer reads its header, takes it off, and hands the rest up.',
  method: [
    'A client sends a message, and the server one back, over TCP and UDP, IPv4 and IPv6.',
    'The two frames with these messages are read byte by byte at the places that the standards name.',
    'What stands there is compared with the ends of the sockets and the hardware addresses of the interfaces.',
  ],
  byHand: [
    {
      run: 'tcpdump -ni lo -XX "udp port 3490" &',
      see: 'after the next command 14 bytes of Ethernet (zeros on lo, then 0800), 45 for IPv4, 7f00 0001 twice, 0da2 for 3490 and hello',
    },
    { run: 'echo hello | nc -u -w1 127.0.0.1 3490', see: 'a frame of 48 bytes: 14 + 20 + 8 + 6' },
  ],
  mutants: [
    exchanged('hardware addresses'),
    exchanged('IPv4 addresses'),
    exchanged('IPv6 addresses'),
    exchanged('ports'),
    protocolUnnamed,
    payloadDisguised,
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async ({ client, server }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind, name) => {
      const [from, to] = [tools.port(), tools.port()]
      await exchange({ client, server }, kind, from, to, name)
      // What a program has received was captured before.
      const packets = client.wire.packets()
      const frameWith = (text: string) => packets.find(({ bytes }) => Buffer.from(bytes).includes(text))
      const [question, answer] = [frameWith(questionBy(name)), frameWith(answerBy(name))]
      const family = name.endsWith('over IPv6') ? 'ip6' : 'ip'
      const end = (host: Host, port: number) => ({ hardware: host.hardwareAddress, address: host[family], port })
      return {
        client: end(client, from),
        server: end(server, to),
        question: question === undefined ? null : fieldsAt(question.bytes),
        answer: answer === undefined ? null : fieldsAt(answer.bytes),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ client, server, question, answer }, name) => {
      const frame = (source: typeof client, destination: typeof client, payload: string) => ({
        ethernet: {
          destination: destination.hardware,
          source: source.hardware,
          etherType: name.endsWith('over IPv6') ? '0x86dd' : '0x0800',
        },
        ip: {
          version: name.endsWith('over IPv6') ? 6 : 4,
          protocol: name.startsWith('TCP') ? 6 : 17,
          source: source.address,
          destination: destination.address,
        },
        transport: { sourcePort: source.port, destinationPort: destination.port },
        payload,
      })
      return [
        equal(question, frame(client, server, questionBy(name)), 'the frame with the client’s message'),
        equal(answer, frame(server, client, answerBy(name)), 'the frame with the server’s'),
      ]
    }),
})

const questionBy = (name: SocketKindName) => `ask by ${name}`
const answerBy = (name: SocketKindName) => `answer by ${name}`

/** A question from one port and its answer from another. */
async function exchange(
  { client, server }: { client: Host; server: Host },
  kind: SocketKind,
  from: number,
  to: number,
  name: SocketKindName,
) {
  const [near, far] = [await client.open(kind, { label: 'client' }), await server.open(kind, { label: 'server' })]
  await near.bind(kind.at(client, from))
  await far.bind(kind.at(server, to))
  if (kind.transport === 'TCP') await far.listen(1)
  await near.connect(kind.at(server, to))
  const end = kind.transport === 'TCP' ? await far.accept([], 'accepted') : far
  if (kind.transport === 'UDP') await far.connect(kind.at(client, from))
  await near.send(questionBy(name))
  await end.recv(100)
  await end.send(answerBy(name))
  await near.recv(100)
}
