import {
  atLeast,
  claim,
  equal,
  type Host,
  lan,
  man,
  material,
  ofEachKind,
  rfc,
  SEEMS_EARLY,
  SOCKET_KINDS,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import { linkLosesNothing } from '../../harness/lab/mutants/link.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { connectGivesUpEarly } from '../../harness/sockets/mutants/connect/connect.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'If nothing answers at all, connect() sends its SYN again and fails with ETIMEDOUT in the end: with tcp_syn_retries = r not before 2^(r+1) − 1 seconds; r repetitions if the time doubles after each, more if the first ones are at even distances.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'programs must handle time-outs, and a connection may fail because of the network'),
    rfc(9293, '3.8.3'),
    rfc(6298, '2'),
    man('connect', 2, 'ERRORS'),
    sysctl('net.ipv4.tcp_syn_retries'),
    sysctl('net.ipv4.tcp_syn_linear_timeouts'),
  ],
  why:
    'A firewall that drops and a host that is switched off look alike: silence. TCP cannot tell it from loss, so it sends the ' +
    'SYN again, a second later and then after twice the time before, r times in all; then it waits once more. With r = 1 that ' +
    'is 1 + 2 seconds. Newer kernels do not double the time for the first repetitions (tcp_syn_linear_timeouts, 4 by ' +
    'default): these come on top of the r, but do not make it give up any sooner. With the default of 6 and 4 it takes 131 ' +
    'seconds.',
  method: [
    'Two hosts are on a link that loses every segment; tcp_syn_retries is 1. One doubles from the first repetition on, the other has 4 at even distances first.',
    'Each connects to the other over IPv4, over IPv6 and with IPv4-mapped addresses, all at the same time.',
    'The SYNs on the wire and the time between them, the kernel’s own timer after the second SYN, and what connect() reports are observed.',
  ],
  waitsFor: 'SYNs are sent again after 1 s, and given up after 3 s: the first time-out cannot be made shorter.',
  byHand: [
    {
      run: `unshare -rn sh -c 'ip link set lo up; nft "add table t; add chain t c { type filter hook input priority 0; }; add rule t c tcp dport 3490 drop"; sysctl -w net.ipv4.tcp_syn_retries=1 net.ipv4.tcp_syn_linear_timeouts=0; time nc -v 127.0.0.1 3490'`,
      see: 'Connection timed out, after 3 seconds',
    },
  ],
  mutants: [
    connectGivesUpEarly,
    sysctlSetTo('ipv4.tcp_syn_linear_timeouts', '4', 'a SYN is repeated at even distances'),
    reportsInstead('connect', 'ETIMEDOUT', 'EHOSTUNREACH'),
    linkLosesNothing,
    segmentsUnseen('SYN'),
  ],

  experiment: scenario(
    lan(['doubling', 'steady'], {
      carried: true,
      ipv6: true,
      sysctls: { 'ipv4.tcp_syn_retries': '1', 'ipv4.tcp_syn_linear_timeouts': '0' },
    }),
    async ({ doubling, steady }, tools) => {
      steady.setSysctl('ipv4.tcp_syn_linear_timeouts', '4')
      tools.link.drop()
      const overAllKinds = async (from: Host, to: Host) => {
        const attempts = TCP_KINDS.map(
          async (name) => [name, await knock(from, to, SOCKET_KINDS[name], tools)] as const,
        )
        return Object.fromEntries(await Promise.all(attempts)) as Record<(typeof TCP_KINDS)[number], Attempt>
      }
      const [fromDoubling, fromSteady] = await Promise.all([
        overAllKinds(doubling, steady),
        overAllKinds(steady, doubling),
      ])
      return { doubling: fromDoubling, steady: fromSteady }
    },
  ),

  judge: ({ doubling, steady }) => [
    ...ofEachKind(doubling, ({ errno, seconds, repetitions, timer, answers }) => [
      equal(errno, 'ETIMEDOUT', 'error of connect() where the time doubles'),
      equal(answers, 0, 'segments that came back'),
      equal(repetitions.length, 1, 'repetitions of its SYN'),
      ...repetitions.map((at) => atLeast(at, 1 - SEEMS_EARLY, 'seconds from the call to the repetition')),
      equal(timer, 2, 'seconds that the kernel waits after the repetition'),
      atLeast(seconds, 3 - SEEMS_EARLY, 'seconds until connect() fails'),
    ]),
    ...ofEachKind(steady, ({ errno, seconds, repetitions, timer, answers }) => [
      equal(errno, 'ETIMEDOUT', 'error of connect() with even distances'),
      equal(answers, 0, 'segments that came back'),
      equal(repetitions.length, 2, 'repetitions of its SYN'),
      ...repetitions.map((at, index) => atLeast(at, index + 1 - SEEMS_EARLY, `seconds until repetition ${index + 1}`)),
      equal(timer, 1, 'seconds that the kernel waits after the first repetition'),
      atLeast(seconds, 3 - SEEMS_EARLY, 'seconds until connect() fails'),
    ]),
  ],
})

type Attempt = Awaited<ReturnType<typeof knock>>

/** One host connects to another, which will not hear it. */
async function knock(from: Host, to: Host, kind: SocketKind, { port, eventually }: Tools) {
  const address = kind.at(to, port())
  const socket = await from.open(kind, { label: kind.domain === 'AF_INET' ? 'IPv4' : 'IPv6' })
  // A busy machine may let the SYN wait, but not the kernel's timer: it runs from the call on.
  const begun = Date.now()
  const start = performance.now()
  let back = false
  const connecting = Promise.resolve(socket.tryConnect(address)).then(({ errno }) => {
    back = true
    return { errno, seconds: (performance.now() - start) / 1000 }
  })
  const { rtoMicroseconds } = await eventually(
    () => from.tcpInfo(socket),
    ({ totalRetrans }) => totalRetrans >= 1 || back,
  )
  const { errno, seconds } = await connecting
  const segments = from.wire.tcp(address.port)
  const sent = segments.filter(({ direction, flags }) => direction === 'out' && flags === 'SYN')
  return {
    errno,
    seconds,
    repetitions: sent.slice(1).map(({ at }) => (at - begun) / 1000),
    timer: rtoMicroseconds / 1e6,
    answers: segments.filter(({ direction }) => direction === 'in').length,
  }
}
