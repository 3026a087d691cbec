import {
  claim,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  type SeenPacket,
  SOCKET_KINDS,
  type SocketKindName,
  scenario,
  TCP_KINDS,
  unusedAddress,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { connectAsksAround } from '../../harness/sockets/mutants/connect/connect-address.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

const ALL = Object.keys(SOCKET_KINDS) as SocketKindName[]

/** A host of a network to which no route leads. */
const FAR = { ip: '203.0.113.80', ip6: 'fd78::50' }

/** How often a neighbour is asked for before it counts as gone; Linux’s default. */
const REQUESTS = 3

export default claim({
  says: 'Without a route to the destination connect() fails at once with ENETUNREACH, and no packet leaves. If there is a route but the next hop does not answer, it fails with EHOSTUNREACH once the kernel has asked for it in vain.',
  level: 'platform',
  reading: 'holds',
  sources: [
    posix('connect'),
    man('connect', 2, 'ERRORS'),
    man('arp', 7, '/proc interfaces'),
    rfc(1122, '2.3.2.2'),
    rfc(4861, '7.2.2'),
  ],
  why:
    'Before anything is sent the kernel looks up the way. If its routing table has none, there is nothing to wait for. If the ' +
    'destination is on its own network, or behind a router, the SYN can only leave when the neighbour’s Ethernet address is ' +
    'known, so it asks, by ARP or by neighbour discovery, a few times a second apart. Without an answer it drops the SYN that ' +
    'has waited, and tells its sender as if a router had. UDP sends nothing on connect(), so it learns of the missing route only.',
  method: [
    'A host without a default route connects to an address of a network that it has no route to, over TCP and over UDP.',
    'Then, over TCP, to an address of its own network that nobody has; it asks three times, 20 ms apart.',
    'The errors and the packets on the wire are observed.',
  ],
  byHand: [
    { run: `unshare -rn sh -c 'ip link set lo up; nc -v 203.0.113.80 3490'`, see: 'Network is unreachable' },
    {
      run: `unshare -rn sh -c 'ip link set lo up; ip link add v0 type veth peer name v1; ip addr add 10.77.0.11/24 dev v0; ip link set v1 up; ip link set v0 up; nc -v 10.77.0.250 3490'`,
      see: 'after three seconds: No route to host, the text of EHOSTUNREACH; tcpdump would show three ARP requests',
    },
  ],
  mutants: [
    reportsInstead('connect', 'ENETUNREACH', 'EHOSTUNREACH'),
    reportsInstead('connect', 'EHOSTUNREACH', 'ETIMEDOUT'),
    connectAsksAround,
    sysctlSetTo('ipv4.neigh.eth0.mcast_solicit', '2', 'a neighbour that is asked for twice in vain counts as gone'),
    sysctlSetTo(
      'ipv6.neigh.eth0.mcast_solicit',
      '4',
      'a neighbour counts as gone only when it was asked for four times',
    ),
  ],

  experiment: scenario(
    lan(['host'], {
      ipv6: true,
      sysctls: {
        'ipv4.neigh.eth0.mcast_solicit': String(REQUESTS),
        'ipv4.neigh.eth0.retrans_time_ms': '20',
        'ipv6.neigh.eth0.mcast_solicit': String(REQUESTS),
        'ipv6.neigh.eth0.retrans_time_ms': '20',
      },
    }),
    async ({ host }, tools) => {
      const knock = async (name: SocketKindName, to: typeof FAR) => {
        const kind = SOCKET_KINDS[name]
        const before = host.wire.packets().length
        const socket = await host.open(kind)
        const { errno } = await tools.answered(socket.tryConnect(kind.at(to, tools.port())))
        const packets = host.wire.packets().slice(before)
        const data = packets.filter(
          ({ packet: { transport } }) => transport?.kind === 'tcp' || transport?.kind === 'udp',
        )
        return { errno, requests: packets.filter(isRequestFor(to)).length, data: data.length }
      }
      tools.say('No route')
      const noRoute = await overKinds(ALL, tools, async (_, name) => knock(name, FAR))
      tools.say('No neighbour')
      const { ip, ip6 } = unusedAddress(host)
      const silent = await overKinds(TCP_KINDS, tools, async (_, name) => knock(name, { ip, ip6 }))
      return { noRoute, silent }
    },
  ),

  judge: ({ noRoute, silent }) => [
    ...ofEachKind(noRoute, (seen) => [
      equal(seen.errno, 'ENETUNREACH', 'error of connect() without a route'),
      equal(seen.requests + seen.data, 0, 'packets that have left by then'),
    ]),
    ...ofEachKind(silent, (seen) => [
      equal(seen.errno, 'EHOSTUNREACH', 'error of connect() where the next hop is silent'),
      equal(seen.requests, REQUESTS, 'requests for its Ethernet address that have left by then'),
      equal(seen.data, 0, 'segments that have left'),
    ]),
  ],
})

/** Whether a packet asks for the Ethernet address of one of these. */
function isRequestFor({ ip, ip6 }: typeof FAR): (packet: SeenPacket) => boolean {
  return ({ packet: { network, transport } }) => {
    if (network?.kind === 'arp') return network.operation === 1 && network.targetProtocolAddress === ip
    return (
      transport?.kind === 'icmpv6' && transport.body.kind === 'neighbour solicitation' && transport.body.target === ip6
    )
  }
}
