import type { Host, Socket, SocketKind, Tools } from '../../harness/index.ts'
import {
  claim,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  loopback,
  man,
  material,
  posix,
  rfc,
  SOCKET_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  datagramsSmallerThan,
  emptyDatagramUnsent,
  recvmsgJoinsDatagrams,
  restIsTheNextMessage,
  sendtoCutsOff,
  truncationUntold,
} from '../../harness/sockets/mutants/udp/datagram-boundaries.ts'

/** The largest payload: what the length field of IPv4 (header included) or IPv6 (header not included) leaves for it. */
const LARGEST = { 'UDP over IPv4': 65_507, 'UDP over IPv4-mapped IPv6': 65_507, 'UDP over IPv6': 65_527 } as const

export default claim({
  says: 'One sendto() is one recvfrom(): a datagram is never joined with another nor split, whatever its size, be it empty. What the reader has no room for is lost, and what is too large for a datagram is not sent at all.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'UDP sends packets, where TCP sends a stream'),
    rfc(768),
    rfc(8085, '3.2'),
    posix('recvfrom'),
    man('udp', 7),
    man('ip', 7, 'ERRORS'),
  ],
  behaviours: [63, 64, 69],
  why:
    'UDP adds ports, a length and a checksum to what one sendto() was given, and the receiver’s kernel queues datagrams, ' +
    'not bytes. recvfrom() takes the first of the queue, copies what there is room for and throws the rest away, which ' +
    'only MSG_TRUNC tells. The length fields have 16 bits: 65 535 bytes less 20 of an IPv4 header and 8 of UDP make ' +
    '65 507; IPv6 does not count its header, which makes 65 527. More than that is EMSGSIZE.',
  method: [
    'A client sends datagrams of given sizes, then one of a single byte.',
    'The server calls recvmsg() once for each that was sent, with given room.',
    'What each call gave is compared with what was sent, and then nothing must be left.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; r=s.socket(type=s.SOCK_DGRAM); r.bind(('127.0.0.1',3490)); [print(r.recvmsg(4)) for i in range(2)]"`,
      see: 'of the first (b’hell’, [], 32, …), where 32 is MSG_TRUNC; of the second the beginning of the next',
    },
    {
      run: `python3 -c "import socket as s; c=s.socket(type=s.SOCK_DGRAM); [c.sendto(d, ('127.0.0.1',3490)) for d in (b'hello', b'you', bytes(65508))]"`,
      see: 'OSError: [Errno 90] Message too long, of the last',
    },
  ],
  mutants: [
    restIsTheNextMessage,
    recvmsgJoinsDatagrams,
    truncationUntold,
    emptyDatagramUnsent,
    sendtoCutsOff,
    datagramsSmallerThan(65_507),
  ],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...UDP_KINDS),
        datagrams: fc.array(fc.record({ size: size(), room: size() }), { maxLength: 8 }),
      }),
      example: {
        kind: 'UDP over IPv4',
        datagrams: [
          { size: 5, room: 4 },
          { size: 0, room: 100 },
          { size: 3, room: 100 },
        ],
      },
      edges: UDP_KINDS.flatMap((kind) => [
        // Between datagrams of the largest size, one that is too large by a byte, and one that no length field can tell.
        { kind, datagrams: [LARGEST[kind], LARGEST[kind] + 1, 65_536].map((size) => ({ size, room: 70_000 })) },
        { kind, datagrams: [{ size: LARGEST[kind], room: 0 }] },
      ]),
      runs: 60,
    },
    async ({ kind, datagrams }, { client, server }, tools) => {
      const { receiver, sender, address } = await ends({ client, server, kind: SOCKET_KINDS[kind] }, tools)
      const sent = []
      for (const { size, room } of [...datagrams, LAST]) {
        const { value, errno } = await sender.trySendTo(address, countingText(size))
        sent.push({ size, room, value, errno })
      }
      const read = []
      for (const { size, room } of sent.filter(({ errno }) => errno === null)) {
        read.push(await readOne(tools, receiver, room, countingText(size)))
      }
      return { sent, read, left: (await receiver.tryRecv(1, ['MSG_DONTWAIT'])).errno }
    },
  ),

  judge: ({ sent, read, left }, { kind, datagrams }) => {
    const fits = [...datagrams, LAST].filter(({ size }) => size <= LARGEST[kind])
    return [
      equal(
        sent.map(({ errno }) => errno),
        [...datagrams, LAST].map(({ size }) => (size <= LARGEST[kind] ? null : 'EMSGSIZE')),
        'errors of sendto(), in order',
      ),
      equal(
        sent.flatMap(({ value }) => value ?? []),
        fits.map(({ size }) => size),
        'bytes that sendto() took',
      ),
      equal(
        read,
        fits.map(({ size, room }) => ({
          errno: null,
          length: Math.min(size, room),
          difference: null,
          truncated: size > room,
        })),
        'each recvmsg(): error, length, first difference, and whether MSG_TRUNC is set',
      ),
      equal(left, 'EAGAIN', 'what one more recv() gives'),
    ]
  },
})

/** Of one byte, so that it is not mistaken for an empty one, and with room for all. */
const LAST = { size: 1, room: 70_000 }

/** Nothing, a few bytes, or many: at most so many that eight datagrams find room in a receive buffer. */
function size(): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 4_000 }))
}

async function ends({ client, server, kind }: { client: Host; server: Host; kind: SocketKind }, { port }: Tools) {
  const at = port()
  const receiver = await server.receiver(at, { kind })
  return { receiver, sender: await client.open(kind, { label: 'sender' }), address: kind.at(server, at) }
}

async function readOne({ answered }: Tools, receiver: Socket, room: number, sent: Buffer) {
  const { value, errno } = await answered(receiver.tryRecvMsg(room))
  if (errno !== null) return { errno, length: null, difference: null, truncated: null }
  const { bytes, flags } = value
  const difference = firstDifference(sent.subarray(0, bytes.length), Buffer.from(bytes))
  return { errno, length: bytes.length, difference, truncated: flags.includes('MSG_TRUNC') }
}
