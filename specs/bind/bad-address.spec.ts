import type { OddAddress, Socket, SocketKind } from '../../harness/index.ts'
import {
  claim,
  equal,
  inRanges,
  loopback,
  man,
  ofEachKind,
  overKinds,
  posix,
  SOCKET_KINDS,
  type SocketAddress,
  scenario,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindDoesNothing } from '../../harness/sockets/mutants/bind/bind.ts'
import {
  bindIgnoresTheLength,
  bindTakesAnyFamily,
  familyComesFirst,
} from '../../harness/sockets/mutants/bind/bind-address.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'bind() looks at its address in an order: a length that no address of the socket’s family has is EINVAL, memory that cannot be read EFAULT, another family EAFNOSUPPORT.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('bind'), man('bind', 2, 'ERRORS'), man('ip', 7, 'Address format'), man('ipv6', 7, 'Address format')],
  behaviours: [12],
  why:
    'The kernel gets a pointer and a length, and must not believe either. It first copies that many bytes, if they are no ' +
    'more than any address has (128), from the program’s memory. Then the socket’s family checks that they are enough for ' +
    'an address of its own: 16 for IPv4, 24 for IPv6, whose scope may be left out. Only after that it looks at the family ' +
    'that they name. What is longer than the address is not looked at.',
  method: [
    'Sockets of each kind bind an address of their own family with every length from −1 to 130.',
    'They bind an AF_UNIX address with every length from 2 to 110, and a null pointer.',
    'The errors are observed, and whether a socket that was refused has a port.',
  ],
  byHand: [
    {
      run: `python3 -c "import ctypes, socket; s = socket.socket(); l = ctypes.CDLL(None, use_errno=True); print(l.bind(s.fileno(), bytes(16), 15), ctypes.get_errno(), l.bind(s.fileno(), None, 16), ctypes.get_errno())"`,
      see: '-1 22 -1 14: EINVAL and EFAULT',
    },
  ],
  mutants: [
    bindIgnoresTheLength,
    familyComesFirst,
    bindTakesAnyFamily,
    bindDoesNothing,
    reportsInstead('bind', 'EFAULT', 'EINVAL'),
    reportsInstead('bind', 'EINVAL', 'EFAULT'),
  ],

  experiment: scenario(loopback(['host'], { needs: ['IPv6'] }), async ({ host }, tools) =>
    overKinds([...TCP_KINDS, ...UDP_KINDS], tools, async (kind) => {
      const open = (label: string) => host.open(kind, { label })
      const refused = await open('refused')
      const own = await inRanges(-1, 130, async (addressLength) => {
        const socket = await open('own')
        const result = await socket.tryBind(kind.loopback(0), { addressLength })
        await socket.close()
        return result.errno
      })
      const unix = await inRanges(2, 110, async (addressLength) => errorOf(refused, UNIX, { addressLength }))
      return {
        own,
        unix,
        null: await errorOf(refused, kind.loopback(0), { nullPointer: true }),
        nullOfNoLength: await errorOf(refused, kind.loopback(0), { nullPointer: true, addressLength: 0 }),
        port: await refused.localPort(),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (one, name) => {
      const least = shortest(SOCKET_KINDS[name])
      return [
        equal(
          one.own,
          [`−1…${least - 1}: EINVAL`, `${least}…128: no error`, '129…130: EINVAL'],
          'errors for its own family, by length',
        ),
        equal(one.unix, [`2…${least - 1}: EINVAL`, `${least}…110: EAFNOSUPPORT`], 'errors for AF_UNIX, by length'),
        equal(one.null, 'EFAULT', 'error for a null pointer'),
        equal(one.nullOfNoLength, 'EINVAL', 'error for a null pointer of length 0'),
        equal(one.port, 0, 'port of the socket that was refused each time'),
      ]
    }),
})

/** A path that fills `sun_path` (unix(7)). */
const UNIX: SocketAddress = { family: 'AF_UNIX', path: `/${'x'.repeat(107)}` }

/** Bytes of `struct sockaddr_in`, and of `struct sockaddr_in6` without its scope (RFC 2133, before RFC 2553 added it). */
function shortest({ domain }: SocketKind): number {
  return domain === 'AF_INET' ? 16 : 24
}

async function errorOf(socket: Socket, address: SocketAddress, odd: OddAddress) {
  return (await socket.tryBind(address, odd)).errno
}
