import type { Host, SocketKind } from '../../harness/index.ts'
import {
  addressText,
  claim,
  equal,
  inet,
  inet6,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindDoesNothing } from '../../harness/sockets/mutants/bind/bind.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { portOneTooHigh } from '../../harness/sockets/mutants/names.ts'

export default claim({
  says: 'A socket binds once: bind() on a bound socket fails with EINVAL. An address that is not the host’s own fails with EADDRNOTAVAIL, one of another family with EAFNOSUPPORT.',
  level: 'must',
  reading: 'holds',
  sources: [posix('bind'), man('bind', 2, 'ERRORS'), man('ip', 7, 'Address format'), man('ipv6', 7, 'Address format')],
  behaviours: [8, 10],
  why:
    'Packets may be under way to a socket’s address, so Linux does not let it change: whoever wants another one closes the ' +
    'socket and makes a new one. An address can be bound only if packets for it come to this host. A socket has one ' +
    'family for life, since an address of the other family has another length and layout; what such an address is ' +
    'refused for first is its length if that is too short (EINVAL), else its family.',
  method: [
    'A new socket of each kind binds an address that no host of the lab has, and one of the other family.',
    'It then binds an address of its own host, the same once more, and the next port.',
    'The errors and the local address in the end are observed.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 3490)); s.bind(('127.0.0.1', 3491))"`,
      see: 'OSError: [Errno 22] Invalid argument',
    },
    {
      run: `python3 -c "import socket; socket.socket().bind(('203.0.113.9', 3490))"`,
      see: 'OSError: [Errno 99] Cannot assign requested address',
    },
  ],
  mutants: [
    succeedsInstead('bind', 'EINVAL', 0),
    succeedsInstead('bind', 'EADDRNOTAVAIL', 0),
    reportsInstead('bind', 'EADDRNOTAVAIL', 'EADDRINUSE'),
    reportsInstead('bind', 'EAFNOSUPPORT', 'EINVAL'),
    bindDoesNothing,
    portOneTooHigh('getsockname'),
  ],

  experiment: scenario(lan(['host'], { ipv6: true }), async ({ host }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const own = kind.at(host, tools.port())
      const socket = await host.open(kind)
      return {
        foreign: (await socket.tryBind(kind.at(ELSEWHERE, tools.port()))).errno,
        otherFamily: await bindOtherFamily(kind, host, tools.port()),
        first: (await socket.tryBind(own)).errno,
        again: (await socket.tryBind(own)).errno,
        nextPort: (await socket.tryBind(kind.at(host, tools.port()))).errno,
        own: addressText(own),
        inTheEnd: addressText(await socket.localAddress()),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (one) => [
      equal(one.foreign, 'EADDRNOTAVAIL', 'error for an address that is not the host’s own'),
      equal(one.otherFamily, 'EAFNOSUPPORT', 'error for an address of the other family, long enough'),
      equal(one.first, null, 'error for an address of the host, after these failed'),
      equal(one.again, 'EINVAL', 'error when the socket binds the same again'),
      equal(one.nextPort, 'EINVAL', 'error when it binds the next port'),
      equal(one.inTheEnd, one.own, 'its local address in the end'),
    ]),
})

/** Addresses for documentation (RFC 5737, RFC 3849), which no host of the lab has. */
const ELSEWHERE = { ip: '198.51.100.9', ip6: '2001:db8::9' }

/** Bytes of `struct sockaddr_in6` (ipv6(7)). */
const SOCKADDR_IN6 = 28

/** What bind() of an address of the other family reports, which is given as long as the socket’s own would be. */
async function bindOtherFamily({ domain, type }: SocketKind, host: Host, port: number) {
  const socket = await host.open({ domain, type }, { label: 'other family' })
  const other = domain === 'AF_INET' ? inet6(host.ip6, port) : inet(host.ip, port)
  return (await socket.tryBind(other, { addressLength: SOCKADDR_IN6 })).errno
}
