import {
  butNot,
  claim,
  equal,
  type ForgedSegment,
  fc,
  forAll,
  lan,
  rfc,
  type SeenPacket,
  SOCKET_KINDS,
  trueWhen,
} from '../../harness/index.ts'
import { resetsForThePort, sequenceNumberShifted } from '../../harness/wire/mutants/answers.ts'
import { acknowledgesOneMore, flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

const KINDS = ['TCP over IPv4', 'TCP over IPv6'] as const

export default claim({
  says: 'A segment to a 4-tuple that no socket has is answered by RST.',
  level: 'must',
  reading: 'qualified',
  sources: [rfc(9293, '3.5.2'), rfc(9293, '3.10.7.1'), rfc(9293, '3.10.7.2')],
  why:
    'Whoever sends such a segment believes in a connection that is not there; the reset tells it so. Its numbers make it ' +
    'acceptable to the sender: it has the number that the segment acknowledges, or it acknowledges the segment. A reset is ' +
    'never answered by a reset, or two hosts could go on for ever. A listener takes SYNs and refuses whatever ' +
    'acknowledges something, since it has sent nothing; what carries neither a request nor an acknowledgment it passes ' +
    'over without a word, and Linux takes a SYN that ends as it begins for such a thing.',
  method: [
    'A stranger sends segments with generated flags, numbers and data to a port without a socket, and to the port of a connection from a port that is not the peer’s.',
    'The same with RST; and to a listener: with ACK, with RST, and with flags that are neither a request nor an acknowledgment.',
    'Each segment has a source port of its own; the answers are observed when that to a last bare ACK has come.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'the answers to the next commands; nobody listens at the port' },
    {
      run: 'hping3 -q -F -P -c 1 -p 3490 127.0.0.1',
      see: 'Flags [FP], then Flags [R.] with seq 0, and as ack the number of the first plus one',
    },
    { run: 'hping3 -q -R -c 1 -p 3490 127.0.0.1', see: 'Flags [R], and no answer' },
    {
      run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); input()"`,
      see: 'it waits; now hping3 -q -F -c 1 -p 3490 127.0.0.1 has no answer, with -A the answer is Flags [R]',
    },
  ],
  mutants: [
    segmentsUnseen('RST'),
    segmentsUnseen('RST, ACK'),
    flagSeenAs('RST', 'FIN'),
    acknowledgesOneMore('RST'),
    sequenceNumberShifted('RST', 1),
    resetsForThePort('below'),
    resetsForThePort('above'),
  ],

  experiment: forAll(
    lan(['stranger', 'server', 'peer'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        flags: fc.subarray(['FIN', 'SYN', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const),
        sequenceNumber: fc.nat(0xffff_ffff),
        acknowledgmentNumber: fc.nat(0xffff_ffff),
        data: fc.string({ maxLength: 8 }),
      }),
      example: {
        kind: 'TCP over IPv4',
        flags: ['ACK'],
        sequenceNumber: 1000,
        acknowledgmentNumber: 2000,
        data: 'stray',
      },
      edges: [
        {
          kind: 'TCP over IPv6',
          flags: [],
          sequenceNumber: 0xffff_ffff,
          acknowledgmentNumber: 7,
          data: 'over the end',
        },
        { kind: 'TCP over IPv4', flags: ['SYN', 'FIN'], sequenceNumber: 5, acknowledgmentNumber: 0, data: '' },
      ],
      runs: 25,
    },
    async ({ kind: name, ...segment }, { stranger, server, peer }, { port, eventually }) => {
      const kind = SOCKET_KINDS[name]
      const [closed, connected, listening] = [kind.at(server, port()), kind.at(server, port()), kind.at(server, port())]
      const listener = await server.listener(connected.port, { kind })
      await peer.connect(connected)
      await listener.accept()
      await listener.close()
      await server.listener(listening.port, { kind })

      const answers = new Map<number, { name: string; flags: readonly TcpFlag[] }>()
      const stray = (name: string, to: typeof closed, flags: readonly TcpFlag[]): void => {
        const from = kind.at(stranger, port())
        answers.set(from.port, { name, flags })
        stranger.forge({ from, to, tcp: { ...segment, flags } })
      }
      const { flags } = segment
      const neither = flags.filter((flag) => flag !== 'SYN' && flag !== 'ACK')
      // Each that is to have no answer comes from the port beside one that has: an answer for a wrong port shows.
      stray('no socket, RST', closed, [...flags, 'RST'])
      stray('no socket', closed, flags)
      stray('listener, RST', listening, [...flags, 'RST'])
      stray('listener, neither SYN nor ACK', listening, neither)
      stray('another peer', connected, flags)
      stray('FIN', listening, ['FIN'])
      stray('no flags', listening, [])
      stray('listener, ACK', listening, [...new Set([...flags, 'ACK' as const])])
      stray('SYN, FIN', listening, ['SYN', 'FIN'])
      stray('last', closed, ['ACK'])

      const seen = () => stranger.wire.packets().filter(({ direction }) => direction === 'in')
      const [lastPort] = [...answers.keys()].slice(-1)
      const received = await eventually(seen, (all) => all.some(({ destinationPort }) => destinationPort === lastPort))
      return Object.fromEntries(
        [...answers].map(([source, { name, flags }]) => [
          name,
          {
            sent: [...flags],
            answers: received.filter(({ destinationPort }) => destinationPort === source).map(headerOf),
          },
        ]),
      )
    },
  ),

  judge: (seen, { sequenceNumber, acknowledgmentNumber, data }) => {
    const resets = (name: string, says: string) => {
      const { sent = [], answers = [] } = seen[name] ?? {}
      const length = data.length + [...sent].filter((flag) => flag === 'SYN' || flag === 'FIN').length
      const expected = sent.includes('ACK')
        ? { flags: 'RST', sequenceNumber: acknowledgmentNumber }
        : { flags: 'RST, ACK', sequenceNumber: 0, acknowledgmentNumber: (sequenceNumber + length) % 2 ** 32 }
      return equal(answers, [expected], `what answers ${nameOf(sent)} ${says}`)
    }
    const silent = (name: string, says: string) => {
      const { sent = [], answers = null } = seen[name] ?? {}
      return equal(answers, [], `what answers ${nameOf(sent)} ${says}`)
    }
    return [
      trueWhen(
        'no socket has the 4-tuple, and the segment is not itself a reset',
        resets('no socket', 'to a port without a socket'),
        resets('another peer', 'to the port of a connection, from another port than the peer’s'),
      ),
      trueWhen('a listener is there, and the segment acknowledges something', resets('listener, ACK', 'to a listener')),
      butNot(
        'the segment is a reset',
        silent('no socket, RST', 'to a port without a socket'),
        silent('listener, RST', 'to a listener'),
      ),
      butNot(
        'a listener is there, and the segment is neither a request nor an acknowledgment',
        silent('listener, neither SYN nor ACK', 'to a listener'),
        silent('FIN', 'to a listener'),
        silent('no flags', 'to a listener'),
        silent('SYN, FIN', 'to a listener'),
      ),
    ]
  },
})

const nameOf = (flags: readonly string[]) => (flags.length === 0 ? 'no flags' : flags.join(', '))

/** What a reset says: its sequence number, and what it acknowledges if it does. */
function headerOf({ flags, packet: { transport } }: SeenPacket) {
  if (transport?.kind !== 'tcp') return { flags }
  const { sequenceNumber, acknowledgmentNumber } = transport
  return { flags, sequenceNumber, ...(flags.includes('ACK') ? { acknowledgmentNumber } : {}) }
}

type TcpFlag = ForgedSegment['flags'][number]
