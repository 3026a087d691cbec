import {
  between,
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  posix,
  rfc,
  SOCKET_KINDS,
  type SocketKindName,
  serverAt,
} from '../../harness/index.ts'
import {
  connectBindsFirst,
  connectIgnoresTheLength,
  connectWantsAScope,
} from '../../harness/sockets/mutants/connect/connect-address.ts'
import { badAddressSpendsTheSocket } from '../../harness/sockets/mutants/connect/connect-errors.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

const NAMES = Object.keys(SOCKET_KINDS) as SocketKindName[]

/** The fewest bytes of an address that connect() takes: `sockaddr_in`, and `sockaddr_in6` as RFC 2133 had it, without a scope. */
const FEWEST = { AF_INET: 16, AF_INET6: 24 }

/** The most: `sockaddr_storage`, which holds every address. */
const MOST = 128

export default claim({
  says: 'connect() looks at the address first: a pointer to nowhere is EFAULT, a length that cannot be an address of the family EINVAL, another family EAFNOSUPPORT. A TCP socket is then as it was; a UDP socket may have a local port.',
  level: 'platform',
  reading: 'holds',
  sources: [posix('connect'), man('connect', 2, 'ERRORS'), rfc(2133, '3.3'), rfc(3493, '3.3')],
  behaviours: [40],
  why:
    'The kernel copies the address out of the program before it does anything with it, and checks that it can: a length ' +
    'above that of sockaddr_storage or below that of the family’s structure is EINVAL, memory that the program does not ' +
    'have is EFAULT. A longer length than needed does no harm. For IPv6 also 24 bytes will do, because the structure had no ' +
    'scope when it was new. A UDP socket takes its local port as soon as the address has been copied, before the family and ' +
    'its length are looked at.',
  method: [
    'A socket that nothing was done with connects by a null pointer, with a length from 0 to 200, and to an address of the local family AF_UNIX.',
    'After each, its local port is read.',
    'In the end the same socket connects to a listener properly.',
  ],
  byHand: [
    {
      run: `python3 -c "import ctypes, os, socket; c = ctypes.CDLL(None, use_errno=True); s = socket.socket(); c.connect(s.fileno(), None, 16); print(os.strerror(ctypes.get_errno())); c.connect(s.fileno(), b'\\2' + bytes(15), 15); print(os.strerror(ctypes.get_errno()))"`,
      see: 'Bad address, then Invalid argument',
    },
  ],
  mutants: [
    badAddressSpendsTheSocket,
    connectIgnoresTheLength,
    connectWantsAScope,
    reportsInstead('connect', 'EFAULT', 'EINVAL'),
    reportsInstead('connect', 'EAFNOSUPPORT', 'EINVAL'),
    connectBindsFirst,
  ],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...NAMES),
        length: fc.oneof(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 120, max: 200 })),
      }),
      example: { kind: 'TCP over IPv4', length: 15 },
      edges: [
        ...NAMES.flatMap((kind) => [1, 2, 23, 24, 128, 129].map((length) => ({ kind, length }))),
        { kind: 'TCP over IPv4', length: 16 },
        { kind: 'UDP over IPv4', length: 15 },
      ],
      runs: 100,
    },
    async ({ kind: name, length }, { client, server }, { port }) => {
      const kind = SOCKET_KINDS[name]
      const service = kind.loopback(port())
      await serverAt(server, kind, service)

      const socket = await client.open(kind, { label: 'client' })
      const pointer = await socket.tryConnect(service, { nullPointer: true })
      const afterPointer = await socket.localPort()
      const family = await socket.tryConnect({ family: 'AF_UNIX', path: '/dev/null/nothing at all is here' })
      const afterFamily = await socket.localPort()
      const other = await client.open(kind, { label: 'other length' })
      const lengthwise = await other.tryConnect(service, { addressLength: length })
      const afterLength = await other.localPort()
      const proper = await socket.tryConnect(service)
      return {
        pointer: pointer.errno,
        family: family.errno,
        length: lengthwise.errno,
        ports: { afterPointer, afterFamily, afterLength },
        proper: proper.errno,
      }
    },
  ),

  judge: ({ pointer, family, length, ports, proper }, input) => {
    const { domain, transport } = SOCKET_KINDS[input.kind]
    const isAddress = input.length >= FEWEST[domain] && input.length <= MOST
    const takesPort = transport === 'UDP' ? input.length >= FAMILY && input.length <= MOST : isAddress
    return [
      equal(pointer, 'EFAULT', 'error of connect() by a null pointer'),
      equal(ports.afterPointer, 0, 'local port after it'),
      equal(family, 'EAFNOSUPPORT', 'error of connect() to an address of the family AF_UNIX'),
      between(ports.afterFamily, transport === 'UDP' ? ANY_PORT : NO_PORT, 'local port after it'),
      equal(length, isAddress ? null : 'EINVAL', `error of connect() with a length of ${input.length} bytes`),
      between(ports.afterLength, takesPort ? ANY_PORT : NO_PORT, 'local port after it'),
      equal(proper, null, 'error of connect() to a proper address by the first socket'),
    ]
  },
})

/** The bytes of an address that tell its family. */
const FAMILY = 2

const NO_PORT = [0, 0] as const
const ANY_PORT = [1, 65_535] as const
