import {
  claim,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  rfc,
  type SeenPacket,
  scenario,
} from '../../harness/index.ts'
import { answersSeenBy } from '../../harness/wire/mutants/answers.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'The answer to a SYN with a forged source goes to the forged address: the attacker sees nothing of it.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'replies go to the spoofed IP, not to the attacker, who is blind'),
    rfc(9293, '3.10.7.2'),
    rfc(6528, '1'),
    man('packet', 7),
  ],
  why:
    'A packet says itself where it comes from, and the receiver has nothing else to go by: the SYN, ACK is sent to the ' +
    'source address of the SYN. The network carries it to whoever has that address. The attacker hears nothing, neither ' +
    'that the port is open nor the server’s sequence number, unless the packets happen to pass by where it can listen.',
  method: [
    'The attacker sends a SYN that bears a bystander’s address and port; the server listens at the port.',
    'Then it connects as itself: its answer comes last, so what had come before it would be there.',
    'The segments that each of the three hosts sees are observed.',
  ],
  byHand: [
    { run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); input()"`, see: 'it waits' },
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'after the next command: Flags [S.] goes to 127.0.0.2' },
    {
      run: 'hping3 -q -S -c 1 -a 127.0.0.2 -p 3490 127.0.0.1',
      see: 'the SYN is sent from 127.0.0.1, though it says otherwise',
    },
  ],
  mutants: [answersSeenBy('attacker'), segmentsUnseen('SYN, ACK'), flagSeenAs('SYN', 'PSH')],

  experiment: scenario(lan(['attacker', 'bystander', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(['TCP over IPv4', 'TCP over IPv6'], tools, async (kind) => {
      const { attacker, bystander, server } = hosts
      const [at, from] = [tools.port(), tools.port()]
      await server.listener(at, { kind })
      attacker.forge({ from: kind.at(bystander, from), to: kind.at(server, at), tcp: { flags: ['SYN'] } })
      const about = ({ sourcePort, destinationPort }: SeenPacket) => [sourcePort, destinationPort].includes(from)
      const seenBy = ({ wire }: Host) =>
        wire
          .tcp(at)
          .filter(about)
          .map(({ direction, flags }) => `${direction} ${flags}`)
      await tools.eventually(
        () => seenBy(bystander),
        (seen) => seen.length === 2,
      )
      await attacker.connect(kind.at(server, at), { label: 'as itself' })
      const itself = attacker.wire.tcp(at).filter((packet) => !about(packet))
      return {
        ...{ server: seenBy(server), bystander: seenBy(bystander), attacker: seenBy(attacker) },
        itself: itself.map(({ direction, flags }) => `${direction} ${flags}`),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ server, bystander, attacker, itself }) => [
      equal(
        server.slice(0, 2),
        ['in SYN', 'out SYN, ACK'],
        'what the server sees first: a SYN like any other, answered',
      ),
      equal(bystander[0] ?? null, 'in SYN, ACK', 'what comes to the host whose address was forged'),
      equal(attacker, ['out SYN'], 'what the attacker sees: only what it has sent'),
      equal(itself, ['out SYN', 'in SYN, ACK', 'out ACK'], 'what it sees where it connects as itself'),
    ]),
})
