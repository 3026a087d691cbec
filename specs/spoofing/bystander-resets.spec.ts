import {
  addressText,
  claim,
  equal,
  lan,
  material,
  ofEachKind,
  overKinds,
  rfc,
  type SeenPacket,
  scenario,
  silentNetwork,
} from '../../harness/index.ts'
import { everySynGetsACookie } from '../../harness/lab/mutants/sysctls.ts'
import { sequenceNumberShifted } from '../../harness/wire/mutants/answers.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'The host whose address was forged answers the SYN, ACK that it never asked for with RST, which ends the half-open connection at the server.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the replies go to the host whose address was forged'),
    rfc(9293, '3.5.2'),
    rfc(9293, '3.10.7.1'),
    rfc(4987, '2.2'),
  ],
  why:
    'The bystander has no connection that the SYN, ACK could belong to, so it answers as to any stray segment: with a ' +
    'reset, whose sequence number is the one that the SYN, ACK acknowledges. The server finds that the number fits and ' +
    'forgets the half-open connection. That is why floods forge addresses at which nobody answers: there the half-open ' +
    'connection stays until the server has given up repeating its SYN, ACK.',
  method: [
    'The attacker sends a SYN from the address of a bystander, and one from an address whose network is silent.',
    'What the bystander sends, and which half-open connections the server has in the end, are observed.',
  ],
  byHand: [
    { run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); input()"`, see: 'it waits' },
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'after the next command: Flags [S], [S.], and [R] from 127.0.0.2' },
    {
      run: 'hping3 -q -S -c 1 -a 127.0.0.2 -p 3490 127.0.0.1',
      see: 'the SYN is sent from 127.0.0.1, though it says otherwise',
    },
    { run: 'ss -tan state syn-recv', see: 'no connection of 127.0.0.2' },
  ],
  mutants: [segmentsUnseen('RST'), flagSeenAs('RST', 'FIN'), sequenceNumberShifted('RST', 1), everySynGetsACookie],

  experiment: scenario(lan(['attacker', 'bystander', 'server'], { ipv6: true }), async (hosts, tools) =>
    overKinds(['TCP over IPv4', 'TCP over IPv6'], tools, async (kind) => {
      const { attacker, bystander, server } = hosts
      const [at, from] = [tools.port(), tools.port()]
      const silent = kind.at(silentNetwork(server, bystander, { ipv6: true })(1), from)
      const alive = kind.at(bystander, from)
      await server.listener(at, { kind })
      attacker.forge({ from: silent, to: kind.at(server, at), tcp: { flags: ['SYN'] } })
      attacker.forge({ from: alive, to: kind.at(server, at), tcp: { flags: ['SYN'] } })

      const ofBystander = () => bystander.wire.tcp(at).filter(({ from, to }) => [from, to].includes(addressText(alive)))
      const segments = await tools.eventually(ofBystander, ({ length }) => length === 2)
      const halfOpen = () => server.tcpTable(at).filter(({ state }) => state === 'SYN_RECV')
      const remain = await tools.eventually(halfOpen, ({ length }) => length === 1)
      return {
        segments: segments.map(({ direction, flags }) => `${direction} ${flags}`),
        acknowledged: segments.map(({ packet }) => acknowledgmentNumber(packet))[0] ?? null,
        reset: segments.map(({ packet }) => sequenceNumber(packet))[1] ?? null,
        halfOpen: remain.map(
          ({ remote }) =>
            ({ [addressText(silent)]: 'the silent one', [addressText(alive)]: 'the bystander’s' })[remote] ?? remote,
        ),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ segments, acknowledged, reset, halfOpen }) => [
      equal(segments, ['in SYN, ACK', 'out RST'], 'what the bystander receives, and what it answers'),
      equal(reset, acknowledged, 'the number of its reset is the one that the SYN, ACK acknowledges'),
      equal(halfOpen, ['the silent one'], 'the half-open connections that remain at the server'),
    ]),
})

const sequenceNumber = ({ transport }: Packet) => (transport?.kind === 'tcp' ? transport.sequenceNumber : null)
const acknowledgmentNumber = ({ transport }: Packet) =>
  transport?.kind === 'tcp' ? transport.acknowledgmentNumber : null

type Packet = SeenPacket['packet']
