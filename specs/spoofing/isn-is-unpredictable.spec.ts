import {
  between,
  butNot,
  claim,
  eachSegmentOnce,
  evenRange,
  fc,
  forAll,
  lan,
  material,
  rfc,
  type SeenPacket,
  SOCKET_KINDS,
  silentNetwork,
  trialsToTell,
  trueWhen,
} from '../../harness/index.ts'
import {
  initialNumbersAreAClock,
  initialNumbersAreDice,
  initialNumbersAreEven,
  initialNumbersHave24Bits,
} from '../../harness/wire/mutants/initial-numbers.ts'

const KINDS = ['TCP over IPv4', 'TCP over IPv6'] as const
const BITS = 32

/** For each input: of a thousand inputs on which all is well, one fails with a probability of at most 10⁻⁶. */
const FALSE_ALARM = 1e-9

/** With so many connections 99 of 100 inputs show a bit of which the attacker guesses three of four right. */
const CONNECTIONS = trialsToTell(2, 3 / 4, { falseAlarm: FALSE_ALARM / BITS, miss: 1e-2 })

/** Milliseconds in which the clock of Linux’s initial sequence numbers goes on by one (seq_scale in net/core/secure_seq.c). */
const TICK = 64e-6

export default claim({
  says: 'Initial sequence numbers cannot be told from those of other connections.',
  level: 'should',
  reading: 'qualified',
  sources: [
    material('A', 'the handshake rests on a random sequence number that the attacker cannot see'),
    rfc(6528, '3'),
    rfc(9293, '3.4.1'),
  ],
  why:
    'The initial sequence number is a clock plus a number that is computed from the 4-tuple and a secret. For each 4-tuple ' +
    'that number is another and looks random, so the numbers that an attacker gets for its own connections tell nothing ' +
    'of those of others. For one and the same 4-tuple it does not change: the next connection begins where the clock ' +
    'has gone meanwhile. So it is meant, for old segments of the last connection must not fit into the next; and to ' +
    'know it helps only who has had that very 4-tuple.',
  method: [
    `${CONNECTIONS} SYNs come from as many ports or addresses of a silent network, and one before them.`,
    'Each bit of the difference between the answers’ numbers and the first must be 1 as often as a fair coin leaves it, but for a probability of 10⁻⁹ for all 32 bits together.',
    'Then the first 4-tuple is reset and asks again; the difference of its two numbers is compared with the time between them, at 64 ns a number.',
  ],
  byHand: [
    {
      run: 'tcpdump -nSi lo "tcp[tcpflags] == (tcp-syn|tcp-ack)" &',
      see: 'the seq of each SYN, ACK of the next commands',
    },
    { run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); input()"`, see: 'it waits' },
    { run: 'for i in 1 2 3; do nc -z 127.0.0.1 3490; done', see: 'numbers that have nothing to do with one another' },
    {
      run: 'for i in 1 2 3; do hping3 -q -S -c 1 -s 4000 -p 3490 127.0.0.1; done',
      see: 'one source port: about 16 million a second more each time',
    },
  ],
  mutants: [initialNumbersAreAClock, initialNumbersHave24Bits, initialNumbersAreEven, initialNumbersAreDice],

  experiment: forAll(
    lan(['attacker', 'elsewhere', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        varies: fc.constantFrom('port', 'address'),
        port: fc.integer({ min: 1024, max: 60_000 }),
      }),
      example: { kind: 'TCP over IPv4', varies: 'port', port: 4000 },
      edges: [{ kind: 'TCP over IPv6', varies: 'address', port: 4000 }],
      runs: 3,
    },
    async ({ kind: name, varies, port: first }, { attacker, elsewhere, server }, { port, say, until }) => {
      const kind = SOCKET_KINDS[name]
      const silent = silentNetwork(server, elsewhere, { ipv6: true })
      const to = kind.at(server, port())
      await server.listener(to.port, { kind, backlog: 2 * CONNECTIONS })
      const sources = Array.from({ length: CONNECTIONS + 1 }, (_, index) =>
        varies === 'port'
          ? kind.at(silent(1), first + index)
          : kind.at(silent((index % 250) + 1), first + Math.floor(index / 250)),
      )
      const seen = (flags: string) => server.wire.tcp(to.port).filter((segment) => segment.flags === flags)
      // A SYN, ACK that nobody acknowledges is sent again after a second, which is soon on a slow machine.
      const answered = () => eachSegmentOnce(seen('SYN, ACK'))
      const [same, ...others] = sources
      if (same === undefined) throw new RangeError('No 4-tuple to begin with.')
      const ask = (from: typeof same) => ({ from, to, tcp: { flags: ['SYN'] as const } })

      say('one 4-tuple, twice')
      attacker.forge(ask(same))
      await until(
        'its answer',
        () => answered().length,
        (count) => count === 1,
      )
      attacker.forge({ from: same, to, tcp: { flags: ['RST'], sequenceNumber: 1 } }, ask(same))
      await until(
        'its second answer',
        () => answered().length,
        (count) => count === 2,
      )
      const between = intervals(seen('SYN'), answered())

      say(`${CONNECTIONS} other 4-tuples`)
      attacker.forge(...others.map(ask))
      const answers = await until(
        'all answers',
        () => answered().map(numberOf),
        ({ length }) => length === CONNECTIONS + 2,
      )
      const [base, , ...numbers] = answers
      const differences = numbers.map((number) => number - (base ?? 0))
      const ones = Array.from(
        { length: BITS },
        (_, bit) => differences.filter((one) => ((one >>> bit) & 1) === 1).length,
      )
      return { ones, ...between }
    },
  ),

  judge: ({ ones, ticks, shortest, longest }) => {
    const fair = evenRange(CONNECTIONS, 2, FALSE_ALARM / BITS)
    return [
      trueWhen(
        'the connections have different 4-tuples',
        ...ones.map((count, bit) => between(count, fair, `differences of which bit ${bit} is 1, of ${CONNECTIONS}`)),
      ),
      butNot(
        'the same 4-tuple is used again: the number follows the clock',
        between(
          ticks * TICK,
          [shortest, longest],
          'milliseconds between the two by their numbers, and by the stamps of the segments',
        ),
      ),
    ]
  },
})

/** By how much the second answer’s number is higher, and how much time at the least and the most lies between the two. */
function intervals(requests: readonly SeenPacket[], answers: readonly SeenPacket[]) {
  const at = (segment: SeenPacket | undefined) => segment?.at ?? 0
  const ticks = (numberOf(answers[1]) - numberOf(answers[0])) >>> 0
  // Each number is made after its SYN came and before its SYN, ACK leaves. A microsecond is to spare for rounding.
  return { ticks, shortest: at(requests[1]) - at(answers[0]) - 1e-3, longest: at(answers[1]) - at(requests[0]) + 1e-3 }
}

function numberOf(segment: SeenPacket | undefined): number {
  const transport = segment?.packet.transport
  return transport?.kind === 'tcp' ? transport.sequenceNumber : 0
}
