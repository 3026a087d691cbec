import {
  claim,
  equal,
  loopback,
  man,
  ofEachKind,
  overKinds,
  rfc,
  type Socket,
  scenario,
  sysctl,
  TCP_KINDS,
} from '../../harness/index.ts'
import { optionReadsAs, optionTakesAnything } from '../../harness/sockets/mutants/option-values.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

export default claim({
  says: 'Keepalive is off on a new TCP socket. Its times read 7200 s until the first probe, 75 s between probes and 9 probes; 0 is refused with EINVAL, and so is more than 32767 s, 32767 s and 127.',
  level: 'platform',
  reading: 'holds',
  behaviours: [74],
  sources: [
    rfc(9293, '3.8.4'),
    man('tcp', 7, 'Socket options'),
    sysctl('net.ipv4.tcp_keepalive_time'),
    sysctl('net.ipv4.tcp_keepalive_intvl'),
    sysctl('net.ipv4.tcp_keepalive_probes'),
  ],
  why:
    'A connection on which nobody sends needs no packets to stay open, so a peer that vanished goes unnoticed. Keepalive ' +
    'probes find out, but they cost traffic and can end a connection that a short outage would not have harmed: RFC 9293 ' +
    'wants them off unless asked for, and the first one after two hours at the earliest. A socket that sets nothing ' +
    'follows the three sysctls, even if they change later. Linux keeps the times of a socket in whole seconds up to ' +
    '32767 and the number of probes up to 127; no time at all would mean probing without pause.',
  method: [
    'A new socket of each kind is asked for SO_KEEPALIVE, TCP_KEEPIDLE, TCP_KEEPINTVL and TCP_KEEPCNT.',
    'Each of the three numbers is set to 0, to its largest value, and to one more.',
    'tcp_keepalive_time is set to 600, and a socket that was there before is asked again.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.socket(); print(s.getsockopt(1, 9), [s.getsockopt(6, n) for n in (4, 5, 6)])"',
      see: '0 [7200, 75, 9]',
    },
    {
      run: 'python3 -c "import socket; s = socket.socket(); s.setsockopt(6, 6, 127); s.setsockopt(6, 6, 128)"',
      see: 'OSError: [Errno 22] Invalid argument, of the second call only',
    },
    { run: 'sysctl net.ipv4.tcp_keepalive_time', see: 'net.ipv4.tcp_keepalive_time = 7200' },
  ],
  mutants: [
    optionReadsAs('SO_KEEPALIVE', false, true),
    optionReadsAs('TCP_KEEPIDLE', 7200, 75),
    optionReadsAs('TCP_KEEPIDLE', 600, 7200),
    optionReadsAs('TCP_KEEPINTVL', 75, 60),
    optionReadsAs('TCP_KEEPCNT', 9, 8),
    optionTakesAnything('TCP_KEEPIDLE'),
    optionTakesAnything('TCP_KEEPCNT'),
    optionIgnored('TCP_KEEPINTVL'),
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6', 'network namespaces'] }), ({ host }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const socket = await host.open(kind)
      const untouched = await host.open(kind)
      const keepalive = await socket.get('SO_KEEPALIVE')
      const idle = await limitsOf(socket, 'TCP_KEEPIDLE', 32_767)
      const interval = await limitsOf(socket, 'TCP_KEEPINTVL', 32_767)
      const count = await limitsOf(socket, 'TCP_KEEPCNT', 127)
      host.setSysctl('ipv4.tcp_keepalive_time', '600')
      const followed = await untouched.get('TCP_KEEPIDLE')
      host.restoreSysctls()
      return { keepalive, idle, interval, count, followed }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ keepalive, idle, interval, count, followed }) => [
      equal(keepalive, false, 'whether keepalive is on'),
      equal(idle, within(7200, 32_767), 'TCP_KEEPIDLE: the default, and what setting it does'),
      equal(interval, within(75, 32_767), 'TCP_KEEPINTVL: the default, and what setting it does'),
      equal(count, within(9, 127), 'TCP_KEEPCNT: the default, and what setting it does'),
      equal(followed, 600, 'TCP_KEEPIDLE of a socket that set nothing, after the sysctl became 600'),
    ]),
})

type Limits = {
  readonly initially: number
  readonly zero: string | null
  readonly largest: string | null
  readonly readsThen: number
  readonly oneMore: string | null
  readonly readsAfterThat: number
}

/** Asks what an option is, and sets it to 0, to its largest value, and to one more. */
async function limitsOf(
  socket: Socket,
  option: 'TCP_KEEPIDLE' | 'TCP_KEEPINTVL' | 'TCP_KEEPCNT',
  most: number,
): Promise<Limits> {
  return {
    initially: await socket.get(option),
    zero: (await socket.trySet(option, 0)).errno,
    largest: (await socket.trySet(option, most)).errno,
    readsThen: await socket.get(option),
    oneMore: (await socket.trySet(option, most + 1)).errno,
    readsAfterThat: await socket.get(option),
  }
}

function within(initially: number, most: number): Limits {
  return { initially, zero: 'EINVAL', largest: null, readsThen: most, oneMore: 'EINVAL', readsAfterThat: most }
}
