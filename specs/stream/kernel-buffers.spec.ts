import {
  atLeast,
  claim,
  countingText,
  equal,
  fillBuffers,
  type Host,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  pair,
  type Sides,
  SMALL_BUFFERS,
  type SocketKind,
  scenario,
  sysctl,
  TCP_KINDS,
  type Tools,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  bufferHolds,
  buffersAreNotDoubled,
  buffersHaveNoLimits,
  finTakesNoPlace,
  unsetBuffersAreDoubled,
} from '../../harness/sockets/mutants/stream/buffers.ts'

/** More than any limit, and so that twice as much is still an int. */
const HUGE = 2 ** 29

export default claim({
  says: 'What was sent and not yet read stands in a buffer of the kernel: the sender’s (SIOCOUTQ) or the receiver’s (FIONREAD). SO_SNDBUF and SO_RCVBUF read back as twice what was set, between a floor and the limit of the system; unset they read back as they are.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'the operating system buffers incoming and outgoing data'),
    man('socket', 7, 'SO_RCVBUF, SO_SNDBUF'),
    man('tcp', 7, 'Ioctls'),
    sysctl('net.core.rmem_max'),
    sysctl('net.core.wmem_max'),
    sysctl('net.ipv4.tcp_rmem'),
    sysctl('net.ipv4.tcp_wmem'),
  ],
  behaviours: [73],
  why:
    'send() puts bytes into the socket’s send buffer, where they stay until the peer’s kernel has acknowledged them; ' +
    'there they stay in the receive buffer until somebody calls recv(). A FIN has a sequence number too, so it counts ' +
    'one in SIOCOUTQ until it is acknowledged. Linux charges its own bookkeeping to the buffer, and therefore doubles ' +
    'what setsockopt() is given, so that about as many bytes of data fit as were asked for.',
  method: [
    'The client sends 1000 bytes, and the server reads 400 of them.',
    'The client fills all buffers without the server reading, ends the stream, and then the server reads everything.',
    'On sockets of every kind both sizes are read unset, and after setting 21000, nearly nothing, and far too much.',
  ],
  byHand: [
    {
      run: 'nc -l 127.0.0.1 3490 & sleep 1; kill -STOP $!; head -c 10000000 /dev/zero | nc -N 127.0.0.1 3490 &',
      see: 'a server that does not read',
    },
    {
      run: 'ss -tnm "sport = 3490 or dport = 3490"',
      see: 'Recv-Q at one end, Send-Q at the other; rb and tb are the sizes of the buffers',
    },
    {
      run: `python3 -c "import socket; s = socket.socket(); B = socket.SO_SNDBUF; print(s.getsockopt(1, B)); s.setsockopt(1, B, 21000); print(s.getsockopt(1, B))"`,
      see: '16384, the middle one of sysctl net.ipv4.tcp_wmem; then 42000',
    },
  ],
  mutants: [
    bufferHolds(
      'fionread-counts-one-more',
      'FIONREAD does not agree with what can be read',
      'FIONREAD',
      (bytes) => bytes + 1,
    ),
    bufferHolds('nothing-is-unacknowledged', 'SIOCOUTQ does not tell what waits at the sender', 'SIOCOUTQ', () => 0),
    finTakesNoPlace,
    buffersAreNotDoubled,
    buffersHaveNoLimits,
    unsetBuffersAreDoubled,
  ],

  experiment: scenario(loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }), async (hosts, tools) => ({
    content: await overKinds(TCP_KINDS, tools, async (kind) => ({
      ...(await sendALittle(hosts, tools, kind)),
      ...(await fill(hosts, tools, kind)),
    })),
    sizes: await overKinds([...TCP_KINDS, ...UDP_KINDS], tools, (kind) => readSizes(hosts.client, kind)),
    defaults: {
      TCP: { SO_SNDBUF: middle(hosts.client, 'ipv4.tcp_wmem'), SO_RCVBUF: middle(hosts.client, 'ipv4.tcp_rmem') },
      UDP: {
        SO_SNDBUF: number(hosts.client, 'core.wmem_default'),
        SO_RCVBUF: number(hosts.client, 'core.rmem_default'),
      },
    },
    limits: { SO_SNDBUF: number(hosts.client, 'core.wmem_max'), SO_RCVBUF: number(hosts.client, 'core.rmem_max') },
  })),

  judge: ({ content, sizes, defaults, limits }) => [
    ofEachKind(content, (seen) => [
      equal(seen.unread, [1000, 600], 'FIONREAD after 1000 bytes were sent, and after 400 of them were read'),
      equal(seen.unacknowledged, 0, 'SIOCOUTQ of the sender when they have arrived'),
      atLeast(seen.full.SIOCOUTQ, 1, 'SIOCOUTQ when the server does not read and send() takes no more'),
      atLeast(seen.full.FIONREAD, 1, 'FIONREAD then'),
      equal(seen.full.SIOCOUTQ + seen.full.FIONREAD, seen.taken, 'both together, of the bytes that send() took'),
      equal(seen.ended.SIOCOUTQ + seen.ended.FIONREAD, seen.taken + 1, 'both when a FIN is behind them'),
      equal(seen.drained, { SIOCOUTQ: 0, FIONREAD: 0 }, 'both when the server has read everything'),
    ]),
    ofEachKind(sizes, (seen, name) => {
      const unset = defaults[name.startsWith('TCP') ? 'TCP' : 'UDP']
      return (['SO_SNDBUF', 'SO_RCVBUF'] as const).flatMap((option) => [
        equal(seen[option].unset, unset[option], `${option} that nobody has set, of the default in sysctl`),
        equal(seen[option].set, 42_000, `${option} set to 21000`),
        atLeast(seen[option].zero, FLOORS[option], `${option} set to 0`),
        equal(seen[option].one, seen[option].zero, `${option} set to 1, of what 0 gives`),
        equal(seen[option].huge, 2 * limits[option], `${option} set to ${HUGE}, of twice the limit in sysctl`),
      ])
    }),
  ],
})

/** The least sizes that socket(7) promises. */
const FLOORS = { SO_SNDBUF: 2_048, SO_RCVBUF: 256 }

async function sendALittle(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('1000 bytes')
  const { client, server } = await pair(hosts, tools.port(), { kind })
  await client.send(countingText(1000))
  const first = await tools.eventually(
    () => server.control('FIONREAD'),
    (unread) => unread >= 1000,
  )
  await server.recv(400)
  const unread = [first, await server.control('FIONREAD')]
  const unacknowledged = await tools.eventually(
    () => client.control('SIOCOUTQ'),
    (bytes) => bytes === 0,
  )
  return { unread, unacknowledged }
}

async function fill(hosts: Sides, tools: Tools, kind: SocketKind) {
  tools.say('As much as fits')
  const { client, server } = await pair(hosts, tools.port(), { kind, set: SMALL_BUFFERS })
  // A segment that has arrived and is not yet acknowledged counts at both ends, and ends soon.
  let hasSettled = true
  const settled = async (bytes: number) => {
    const isSettled = (seen: { SIOCOUTQ: number; FIONREAD: number }) => seen.SIOCOUTQ + seen.FIONREAD === bytes
    const seen = await tools.eventually(
      async () => ({ SIOCOUTQ: await client.control('SIOCOUTQ'), FIONREAD: await server.control('FIONREAD') }),
      // What has not settled once need not be waited for again.
      (now) => isSettled(now) || !hasSettled,
    )
    hasSettled = isSettled(seen)
    return seen
  }
  const taken = await fillBuffers(client, tools)
  const full = await settled(taken)
  await client.shutdown('SHUT_WR')
  const ended = await settled(taken + 1)
  for (let read = 0; read < taken; ) read += (await server.recv(65_536)).length
  return { taken, full, ended, drained: await settled(0) }
}

async function readSizes(host: Host, kind: SocketKind) {
  const sizesOf = async (option: 'SO_SNDBUF' | 'SO_RCVBUF') => {
    const socket = await host.open(kind)
    const set = async (size: number) => {
      await socket.set(option, size)
      return socket.get(option)
    }
    const unset = await socket.get(option)
    return { unset, set: await set(21_000), zero: await set(0), one: await set(1), huge: await set(HUGE) }
  }
  return { SO_SNDBUF: await sizesOf('SO_SNDBUF'), SO_RCVBUF: await sizesOf('SO_RCVBUF') }
}

function number(host: Host, name: string): number {
  return Number(host.sysctl(name))
}

/** The middle one of three numbers: the default, between the least and the most. */
function middle(host: Host, name: string): number {
  return Number(host.sysctl(name).split(/\s+/)[1])
}
