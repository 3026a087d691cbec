import {
  addressText,
  butNot,
  claim,
  equal,
  fc,
  forAll,
  lan,
  material,
  rfc,
  type SeenPacket,
  SOCKET_KINDS,
  silentNetwork,
  sysctl,
  trueWhen,
} from '../../harness/index.ts'
import { everySynGetsACookie } from '../../harness/lab/mutants/sysctls.ts'
import { acceptTakesHalfOpen, everyOtherIsThrownAway } from '../../harness/sockets/mutants/listen/handshake.ts'
import { sequenceNumberShifted } from '../../harness/wire/mutants/answers.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** The maximum segment sizes that a cookie can hold: of a smaller one it keeps the number of the one below (Linux, net/ipv4/syncookies.c). */
const SIZES = { 'TCP over IPv4': [536, 1300, 1440, 1460], 'TCP over IPv6': [1220, 1420, 1440, 8940] } as const

const KINDS = ['TCP over IPv4', 'TCP over IPv6'] as const

export default claim({
  says: 'Without the server’s sequence number the handshake does not complete: an ACK with a guessed number is answered by RST, and accept() gives nothing.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('A', 'the handshake requires echoing a random number of the SYN, ACK that the attacker cannot see'),
    rfc(9293, '3.5'),
    rfc(6528, '1'),
    rfc(4987, '3.6'),
    sysctl('net.ipv4.tcp_syncookies'),
  ],
  why:
    'The final ACK must acknowledge the initial sequence number of the server plus one. An attacker who does not see the ' +
    'SYN, ACK has one chance in 2³² a guess, and each wrong one only makes the server send a reset. Where the server ' +
    'answers with SYN cookies it keeps nothing of the SYN: it computes the number again when the ACK comes. The cookie ' +
    'holds one of four maximum segment sizes, as a number from 0 to 3 that is added, and any of the four is taken back: so four ' +
    'numbers in a row complete a handshake, as do four of the minute before.',
  method: [
    'The attacker sends a SYN from a silent address and ACKs whose numbers are wrong by generated differences; then one with the right number.',
    'With tcp_syncookies = 2, which answers each SYN with a cookie, it tries the numbers next to the right one, one after the other.',
    'The answers to the forged address, and what accept() gives after each, are observed. The probability that a cookie of the run has a neighbour that runs over into its time is less than 10⁻⁶.',
  ],
  byHand: [
    { run: `python3 -c "import socket; s = socket.create_server(('127.0.0.1', 3490)); input()"`, see: 'it waits' },
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'after the next command: Flags [.], then Flags [R] to 127.0.0.2' },
    { run: 'hping3 -q -A -L 123456 -c 1 -a 127.0.0.2 -s 4000 -p 3490 127.0.0.1', see: 'an ACK with a guessed number' },
    { run: 'ss -tan "sport = 3490"', see: 'the listener, and no connection' },
  ],
  mutants: [
    everySynGetsACookie,
    acceptTakesHalfOpen,
    everyOtherIsThrownAway,
    sequenceNumberShifted('SYN, ACK', 1),
    segmentsUnseen('RST'),
  ],

  experiment: forAll(
    lan(['attacker', 'elsewhere', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        /** What the ACK is wrong by. */
        differences: fc.array(fc.oneof(fc.integer({ max: -1 }), fc.integer({ min: 1 })), {
          minLength: 1,
          maxLength: 8,
        }),
        /** Which of the sizes that a cookie can hold the SYN announces. */
        size: fc.nat(3),
      }),
      example: { kind: 'TCP over IPv4', differences: [1, -1, 1000, -(2 ** 31)], size: 3 },
      runs: 3,
    },
    async ({ kind: name, differences, size }, { attacker, elsewhere, server }, { port, say, until, eventually }) => {
      const kind = SOCKET_KINDS[name]
      const silent = silentNetwork(server, elsewhere, { ipv6: true })(1)
      const options = [{ name: 'maximum segment size', maximumSegmentSize: SIZES[name][size] ?? 0 }] as const
      /** Sends a SYN and then ACKs that are wrong by these differences; tells what each of them leads to. */
      const guess = async (wrongBy: readonly number[]) => {
        const ends = { from: kind.at(silent, port()), to: kind.at(server, port()) }
        const listener = await server.listener(ends.to.port, { kind, nonblocking: true })
        const sent = () => server.wire.tcp(ends.to.port).filter(({ direction }) => direction === 'out')
        attacker.forge({ ...ends, tcp: { flags: ['SYN'], sequenceNumber: 999, options } })
        const [answer] = await until('the SYN, ACK', sent, ({ length }) => length > 0)
        const right = numberOf(answer) + 1
        const outcomes: Outcome[] = []
        for (const difference of wrongBy) {
          const before = sent().length
          const acknowledgmentNumber = (right + difference) >>> 0
          attacker.forge({ ...ends, tcp: { flags: ['ACK'], sequenceNumber: 1000, acknowledgmentNumber } })
          const resets = () =>
            sent()
              .slice(before)
              .filter(({ flags, to }) => flags === 'RST' && to === addressText(ends.from))
          await eventually(async () => resets().length > 0 || (await server.isWaiting(listener)), Boolean)
          const [reset] = resets()
          const { value: accepted, errno } = await listener.tryAccept()
          outcomes.push({
            difference,
            reset: reset === undefined ? null : (numberOf(reset) - right) | 0,
            accept: errno ?? 'a connection',
          })
          // Whoever has had no answer to one guess need not wait for those to the others.
          if (reset === undefined && accepted === null) break
          await accepted?.trySet('SO_LINGER', { onoff: true, linger: 0 })
          await accepted?.tryClose()
        }
        return outcomes
      }
      say('without SYN cookies: wrong numbers, then the right one')
      const without = await guess([...differences, 0])
      say('with SYN cookies: numbers next to the right one')
      server.setSysctl('ipv4.tcp_syncookies', '2')
      return { without, withCookies: await guess(Array.from({ length: 6 }, (_, index) => index - size - 1)) }
    },
  ),

  judge: ({ without, withCookies }, { differences, size }) => [
    trueWhen(
      'the server keeps half-open connections',
      equal(without.slice(0, -1), differences.map(refused), 'what each wrong number leads to'),
      equal(without.slice(-1), [{ difference: 0, reset: null, accept: 'a connection' }], 'what the right one leads to'),
    ),
    butNot(
      'it answers with SYN cookies',
      equal(
        withCookies.slice(1, -1).map(({ accept }) => accept),
        new Array(4).fill('a connection'),
        'what accept() gives for four numbers in a row, the right one among them',
      ),
      equal(
        withCookies.filter((_, index) => index % 5 === 0),
        [-size - 1, 4 - size].map(refused),
        'what the number below them and the one above lead to',
      ),
    ),
  ],
})

/** What an ACK leads to: by how much it was wrong, the number of the reset, counted in the same way, and what accept() gives. */
type Outcome = { readonly difference: number; readonly reset: number | null; readonly accept: string }

const refused = (difference: number): Outcome => ({ difference, reset: difference, accept: 'EAGAIN' })

function numberOf(segment: SeenPacket | undefined): number {
  const transport = segment?.packet.transport
  return transport?.kind === 'tcp' ? transport.sequenceNumber : 0
}
