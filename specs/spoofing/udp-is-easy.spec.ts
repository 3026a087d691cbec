import {
  addressText,
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  SOCKET_KINDS,
  type Socket,
  scenario,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  answerGoesToTheForger,
  firstDatagramIsHeldBack,
  recvfromKnowsTheForger,
} from '../../harness/sockets/mutants/udp/forged-datagrams.ts'

export default claim({
  says: 'Over UDP a single datagram with a forged source is enough: it is delivered under the forged address, and the server answers whoever has that address.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'spoofing is easier with UDP, which has no handshake'),
    rfc(768),
    rfc(8085, '6'),
    man('recvfrom', 2),
  ],
  why:
    'UDP has no handshake in which the sender would have to show that it receives what is sent to its address. The first ' +
    'datagram is delivered at once, and recvfrom() tells the address that the datagram claims. A server that answers ' +
    'without further proof sends its answer to a bystander, and if the answer is larger than the question it has lent ' +
    'the attacker its strength.',
  method: [
    'The attacker sends one datagram that bears a bystander’s address; a socket of the bystander is bound to its port.',
    'The server reads it, and answers the address that recvfrom() gave.',
    'What both sockets received, from whom, and the datagrams that each host sees, are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.1', 3490)); m, a = s.recvfrom(99); print(m, a); s.sendto(m.upper(), a)"`,
      see: "after the last command: b'hello' ('127.0.0.2', 4000)",
    },
    {
      run: `python3 -c "import socket; s = socket.socket(type=socket.SOCK_DGRAM); s.bind(('127.0.0.2', 4000)); print(s.recvfrom(99))"`,
      see: "after the last command: (b'HELLO', ('127.0.0.1', 3490)), though it never asked",
    },
    {
      run: 'echo -n hello > /tmp/hello; hping3 -q -2 -c 1 -a 127.0.0.2 -s 4000 -p 3490 -d 5 -E /tmp/hello 127.0.0.1',
      see: 'the datagram is sent from 127.0.0.1, though it says otherwise',
    },
  ],
  mutants: [recvfromKnowsTheForger, answerGoesToTheForger, firstDatagramIsHeldBack],

  experiment: scenario(lan(['attacker', 'bystander', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(UDP_KINDS, tools, async (kind, name) => {
      const { attacker, bystander, server } = hosts
      const [at, from] = [tools.port(), tools.port()]
      const [receiver, victim] = [
        await server.open(kind, { label: 'server' }),
        await bystander.open(kind, { label: 'bystander' }),
      ]
      await receiver.bind(kind.at(server, at))
      await victim.bind(kind.at(bystander, from))
      // An IPv4-mapped address is IPv4 on the wire.
      const wire = name === 'UDP over IPv6' ? kind : SOCKET_KINDS['UDP over IPv4']
      attacker.forge({ from: wire.at(bystander, from), to: wire.at(server, at), udp: 'hello' })

      const names = {
        [addressText(kind.at(bystander, from))]: 'bystander',
        [addressText(kind.at(server, at))]: 'server',
      }
      const read = async (socket: Socket) => {
        const { value, errno } = await tools.answered(socket.tryRecvFrom(100))
        if (errno !== null) return { errno, source: null }
        const source = value.from ?? kind.any(0)
        const from = names[addressText(source)] ?? addressText(source)
        return { text: Buffer.from(value.bytes).toString(), from, source }
      }
      const { source, ...question } = await read(receiver)
      if (source !== null) await receiver.sendTo(source, 'HELLO')
      const { source: _, ...answer } = await read(victim)
      return {
        question,
        answer,
        server: server.wire.udp(at).map(({ direction, length }) => `${direction} ${length} bytes`),
        attacker: attacker.wire.udp(at).map(({ direction, length }) => `${direction} ${length} bytes`),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ question, answer, server, attacker }) => [
      equal(question, { text: 'hello', from: 'bystander' }, 'what recvfrom() gives the server'),
      equal(answer, { text: 'HELLO', from: 'server' }, 'what the bystander receives, who asked for nothing'),
      equal(server, ['in 5 bytes', 'out 5 bytes'], 'datagrams at the server: no handshake came before'),
      equal(attacker, ['out 5 bytes'], 'datagrams at the attacker: it is blind here too'),
    ]),
})
