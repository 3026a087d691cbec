import type { Host, SocketOptions, Tools } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  inet,
  inet6,
  loopback,
  man,
  posix,
  rfc,
  SOCKET_KINDS,
  type SocketAddress,
  scenario,
} from '../../harness/index.ts'
import { portNumberIsTaken } from '../../harness/sockets/mutants/bind/bind.ts'
import { ipv6IsOnlyIpv6, wildcardIsAnAddress } from '../../harness/sockets/mutants/bind/wildcard.ts'
import { succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

/** The addresses of a pair at one port. */
type Pair = readonly [first: (port: number) => SocketAddress, second: (port: number) => SocketAddress]

const any4 = (port: number) => inet('0.0.0.0', port)
const one4 = (port: number) => inet('127.0.0.1', port)
const any6 = (port: number) => inet6('::', port)
const one6 = (port: number) => inet6('::1', port)

/** Pairs that overlap if the IPv6 wildcard stands for IPv4 too; each is tried in both orders. */
const DUAL: readonly Pair[] = [
  [any6, any4],
  [any6, one4],
]

/** Pairs that overlap in any case. */
const WITHIN_A_FAMILY: readonly Pair[] = [
  [any4, one4],
  [any6, one6],
]

/** Pairs that have no address in common. */
const APART: readonly Pair[] = [
  [any4, one6],
  [one4, one6],
]

const PAIRS = [...WITHIN_A_FAMILY, ...DUAL, ...APART]

export default claim({
  says:
    'The wildcard and a specific address conflict at one port: 0.0.0.0 with 127.0.0.1, [::] with [::1], whichever comes first. ' +
    '[::] takes 0.0.0.0 and its addresses too, unless IPV6_V6ONLY is set; with SO_REUSEADDR on both they share it until one listens.',
  level: 'platform',
  reading: 'holds',
  sources: [
    posix('bind'),
    rfc(3493, '5.3'),
    man('ipv6', 7, 'IPV6_V6ONLY'),
    man('socket', 7, 'SO_REUSEADDR'),
    man('ip', 7, 'Address format'),
  ],
  behaviours: [13, 98, 100],
  why:
    'The wildcard means every address of the host. If one socket had all of them and another one of them, it would not be ' +
    'clear whose a packet for that one is, so Linux refuses the second bind(). An IPv6 socket can serve IPv4 too, by mapped ' +
    'addresses, and [::] therefore takes the port in both families; IPV6_V6ONLY gives that up. A specific IPv6 address ' +
    'has nothing in common with IPv4. BSD lets wildcard and specific coexist with SO_REUSEADDR, also while they listen.',
  method: [
    'Two sockets bind two addresses at one port, for each pair and in both orders, over TCP and UDP.',
    'The IPv6 pairs are tried again with IPV6_V6ONLY.',
    'TCP pairs that conflict are tried with SO_REUSEADDR on both: both bind, the first listens, the second tries to, a third tries to bind.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; a = s.socket(s.AF_INET6); a.bind(('::', 3490)); s.socket().bind(('0.0.0.0', 3490))"`,
      see: 'OSError: [Errno 98] Address already in use',
    },
    {
      run: `python3 -c "import socket as s; a = s.socket(s.AF_INET6); a.setsockopt(s.IPPROTO_IPV6, s.IPV6_V6ONLY, 1); a.bind(('::', 3490)); s.socket().bind(('0.0.0.0', 3490)); print('both')"`,
      see: 'both',
    },
  ],
  mutants: [
    wildcardIsAnAddress,
    ipv6IsOnlyIpv6,
    portNumberIsTaken,
    succeedsInstead('listen', 'EADDRINUSE', 0),
    optionIgnored('IPV6_V6ONLY'),
    optionIgnored('SO_REUSEADDR'),
  ],

  experiment: scenario(
    loopback(['host'], { sysctls: { 'ipv6.bindv6only': '0' }, needs: ['network namespaces', 'IPv6'] }),
    async ({ host }, tools) => {
      const overBoth = async (options: SocketOptions, pairs: readonly Pair[]) => ({
        TCP: await secondBinds('SOCK_STREAM', options, pairs, host, tools),
        UDP: await secondBinds('SOCK_DGRAM', options, pairs, host, tools),
      })
      tools.say('As they are')
      const plain = await overBoth({}, PAIRS)
      tools.say('With IPV6_V6ONLY')
      const v6only = await overBoth({ IPV6_V6ONLY: true }, DUAL)
      tools.say('With SO_REUSEADDR on both')
      const shared: Record<string, (string | null)[]> = {}
      for (const pair of inBothOrders([...WITHIN_A_FAMILY, ...DUAL])) {
        shared[nameOf(pair)] = await shareUntilListen(pair, host, tools)
      }
      return { plain, v6only, shared }
    },
  ),

  judge: ({ plain, v6only, shared }) => [
    ...Object.entries(plain).flatMap(([transport, errors]) => [
      equal(
        errors,
        { ...allOf([...WITHIN_A_FAMILY, ...DUAL], 'EADDRINUSE'), ...allOf(APART, null) },
        `${transport}: errors of the second bind()`,
      ),
    ]),
    ...Object.entries(v6only).map(([transport, errors]) =>
      equal(errors, allOf(DUAL, null), `${transport}: errors of the second bind() if the IPv6 socket has IPV6_V6ONLY`),
    ),
    equal(
      shared,
      allOf([...WITHIN_A_FAMILY, ...DUAL], [null, null, null, 'EADDRINUSE', 'EADDRINUSE']),
      'TCP with SO_REUSEADDR on all: errors of both bind(), of the first and the second listen(), of a third bind()',
    ),
  ],
})

function inBothOrders(pairs: readonly Pair[]): readonly Pair[] {
  return pairs.flatMap(([one, other]): Pair[] => [
    [one, other],
    [other, one],
  ])
}

/** For example `0.0.0.0, then 127.0.0.1`. */
function nameOf(pair: Pair): string {
  return pair.map((at) => addressText(at(0)).slice(0, -':0'.length)).join(', then ')
}

function allOf<Value>(pairs: readonly Pair[], value: Value): Record<string, Value> {
  return Object.fromEntries(inBothOrders(pairs).map((pair) => [nameOf(pair), value]))
}

/** Opens a socket for an address; options of IPv6 are for IPv6 sockets. */
function openFor(
  { family }: SocketAddress,
  type: 'SOCK_STREAM' | 'SOCK_DGRAM',
  { IPV6_V6ONLY, ...options }: SocketOptions,
  host: Host,
) {
  const only = family === 'AF_INET6' && IPV6_V6ONLY !== undefined ? { IPV6_V6ONLY } : {}
  const { domain } = SOCKET_KINDS[family === 'AF_INET6' ? 'TCP over IPv6' : 'TCP over IPv4']
  return host.open({ domain, type }, { set: { ...options, ...only } })
}

/** What the second bind() of each pair reports. */
async function secondBinds(
  type: 'SOCK_STREAM' | 'SOCK_DGRAM',
  options: SocketOptions,
  pairs: readonly Pair[],
  host: Host,
  { port }: Tools,
) {
  const errors: Record<string, string | null> = {}
  for (const pair of inBothOrders(pairs)) {
    const here = port()
    const [first, second] = [pair[0](here), pair[1](here)]
    await (await openFor(first, type, options, host)).bind(first)
    errors[nameOf(pair)] = (await (await openFor(second, type, options, host)).tryBind(second)).errno
  }
  return errors
}

/** What the calls of a pair that shares a port report, and a third one's bind() when the first listens. */
async function shareUntilListen(pair: Pair, host: Host, { port }: Tools) {
  const here = port()
  const [first, second] = [pair[0](here), pair[1](here)]
  const open = (address: SocketAddress) => openFor(address, 'SOCK_STREAM', { SO_REUSEADDR: true }, host)
  const [one, other, third] = [await open(first), await open(second), await open(second)]
  const calls = [
    () => one.tryBind(first),
    () => other.tryBind(second),
    () => one.tryListen(1),
    () => other.tryListen(1),
    () => third.tryBind(second),
  ]
  const errors: (string | null)[] = []
  for (const call of calls) errors.push((await call()).errno)
  return errors
}
