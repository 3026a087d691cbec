import type { Host, SocketKind, Tools } from '../../harness/index.ts'
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
  type SocketOptions,
  scenario,
  serverAt,
} from '../../harness/index.ts'
import { openPortForgetsTheAddress } from '../../harness/sockets/mutants/bind/bind-elsewhere.ts'
import { ipv6IsOnlyIpv6 } from '../../harness/sockets/mutants/bind/wildcard.ts'
import { connectAlwaysSucceeds, connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'

export default claim({
  says:
    'A connection is all IPv4 or all IPv6: an IPv6 socket bound to an IPv6 address cannot connect to an IPv4-mapped one ' +
    '(ENETUNREACH), nor one bound to a mapped address to an IPv6 address (EAFNOSUPPORT).',
  level: 'platform',
  reading: 'holds',
  sources: [rfc(4291, '2.5.5.2'), rfc(3493, '3.7'), man('ipv6', 7), posix('connect')],
  behaviours: [99],
  why:
    'Each packet has one header, with both addresses of one family. An IPv6 socket that is bound to nothing can go either ' +
    'way, as the destination has it: a mapped address, ::ffff:127.0.0.1, means IPv4 packets. Once it is bound the choice is ' +
    'made. IPV6_V6ONLY makes it from the beginning. An AF_INET socket never had a choice: it does not even know addresses ' +
    'of the other family.',
  method: [
    'One server of each family at the same port; clients over TCP and UDP.',
    'IPv6 sockets that are unbound, bound to ::1, to a mapped address, or IPv6 only connect to ::1 and to the mapped address; an IPv4 socket to ::1.',
    'The error of each connect() is observed, or the local address that it gave.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; c = s.socket(s.AF_INET6); c.bind(('::1', 0)); c.connect(('::ffff:127.0.0.1', 3490))"`,
      see: 'OSError: [Errno 101] Network is unreachable',
    },
    {
      run: `python3 -c "import socket as s; c = s.socket(s.AF_INET6); c.bind(('::ffff:127.0.0.1', 0)); c.connect(('::1', 3490))"`,
      see: 'OSError: [Errno 97] Address family not supported by protocol',
    },
  ],
  mutants: [
    ipv6IsOnlyIpv6,
    connectReports('ECONNREFUSED'),
    connectReports('ENETUNREACH'),
    connectReports('EAFNOSUPPORT'),
    connectAlwaysSucceeds,
    openPortForgetsTheAddress,
    optionIgnored('IPV6_V6ONLY'),
  ],

  experiment: scenario(
    loopback(['host'], { sysctls: { 'ipv6.bindv6only': '0' }, needs: ['network namespaces', 'IPv6'] }),
    async ({ host }, tools) => {
      tools.say('TCP')
      const tcp = await connectAll('TCP', host, tools)
      tools.say('UDP')
      return { tcp, udp: await connectAll('UDP', host, tools) }
    },
  ),

  judge: (seen) =>
    Object.entries(seen).flatMap(([transport, one]) => [
      equal(one.boundTo6, { to6: '::1', toMapped: 'ENETUNREACH' }, `${transport}: IPv6 socket bound to ::1`),
      equal(
        one.boundToMapped,
        { to6: 'EAFNOSUPPORT', toMapped: '::ffff:127.0.0.1' },
        `${transport}: IPv6 socket bound to ::ffff:127.0.0.1`,
      ),
      equal(one.unbound, { to6: '::1', toMapped: '::ffff:127.0.0.1' }, `${transport}: IPv6 socket bound to nothing`),
      equal(one.only6, { to6: '::1', toMapped: 'ENETUNREACH' }, `${transport}: IPv6 socket with IPV6_V6ONLY`),
      equal(one.of4, 'EAFNOSUPPORT', `${transport}: IPv4 socket, to ::1`),
    ]),
})

/** What connect() comes to, for each way in which a socket may have chosen its family. */
async function connectAll(transport: 'TCP' | 'UDP', host: Host, { port }: Tools) {
  const [kind4, kind6] = [SOCKET_KINDS[`${transport} over IPv4`], SOCKET_KINDS[`${transport} over IPv6`]]
  const here = port()
  await serverAt(host, kind4, inet('127.0.0.1', here))
  await serverAt(host, kind6, inet6('::1', here))
  const from = async (set: SocketOptions, bound?: string) => ({
    to6: await outcome(kind6, host, inet6('::1', here), set, bound),
    toMapped: await outcome(kind6, host, inet6('::ffff:127.0.0.1', here), set, bound),
  })
  return {
    boundTo6: await from({}, '::1'),
    boundToMapped: await from({}, '::ffff:127.0.0.1'),
    unbound: await from({}),
    only6: await from({ IPV6_V6ONLY: true }),
    of4: await outcome(kind4, host, inet6('::1', here), {}),
  }
}

/** The local address, without its port, of a socket that connected; or the error. */
async function outcome(
  kind: SocketKind,
  host: Host,
  address: SocketAddress,
  set: SocketOptions,
  bound?: string,
): Promise<string> {
  const socket = await host.open(kind, { set })
  const { errno: refused } = bound === undefined ? { errno: null } : await socket.tryBind(inet6(bound, 0))
  const errno = refused ?? (await socket.tryConnect(address)).errno
  return errno ?? addressText(await socket.localAddress()).replace(/^\[(.*)\]:\d+$/, '$1')
}
