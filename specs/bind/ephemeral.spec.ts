import {
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  rfc,
  SOCKET_KINDS,
  sysctl,
  TCP_KINDS,
  UDP_KINDS,
} from '../../harness/index.ts'
import { bindGivesAPortTwice, bindIgnoresTheRange } from '../../harness/sockets/mutants/bind/ephemeral.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { everySocketHasTheFirstPort } from '../../harness/sockets/mutants/names.ts'

const KINDS = [...TCP_KINDS, ...UDP_KINDS] as const

export default claim({
  says: 'bind() to port 0 has the kernel choose a free port of the ephemeral range; when sockets have all of them it fails with EADDRINUSE.',
  level: 'platform',
  reading: 'holds',
  sources: [
    rfc(6056, '3.2'),
    man('ip', 7, 'ip_local_port_range'),
    man('bind', 2, 'ERRORS'),
    sysctl('net.ipv4.ip_local_port_range'),
  ],
  behaviours: [86],
  why:
    'Nobody can be sent to port 0, so in bind() it means: any. The kernel tries the ports of a range that is set aside for ' +
    'this until it finds one that is free. The socket has it from bind() on, for all destinations; a server that binds ' +
    'port 0 asks getsockname() and tells its clients some other way. IPv6 sockets draw from the same range. TCP tries ' +
    'the range in two halves of one parity each and, if its size is odd, may pass one end of it over: the sizes here are even, or one.',
  method: [
    'The host is given an ephemeral range, which may be a single port.',
    'As many sockets of one kind as it has ports bind port 0 of one address, then one more.',
    'One of them is closed, and the one that got no port tries again.',
  ],
  byHand: [
    { run: 'sysctl net.ipv4.ip_local_port_range', see: 'the first and the last ephemeral port' },
    {
      run: `python3 -c "import socket; s = socket.socket(); s.bind(('', 0)); print(s.getsockname())"`,
      see: 'a port of that range',
    },
  ],
  mutants: [
    bindIgnoresTheRange,
    bindGivesAPortTwice,
    everySocketHasTheFirstPort,
    reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL'),
  ],

  experiment: forAll(
    loopback(['host'], { needs: ['network namespaces', 'IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...KINDS),
        first: fc.integer({ min: 1024, max: 65_000 }),
        ports: fc.integer({ min: 1, max: 16 }).map((half) => 2 * half),
      }),
      example: { kind: 'TCP over IPv4', first: 50_000, ports: 4 },
      edges: [
        ...KINDS.map((kind) => ({ kind, first: 40_000, ports: 2 })),
        { kind: 'TCP over IPv4', first: 65_535, ports: 1 },
      ],
      runs: 40,
    },
    async ({ kind: name, first, ports }, { host }) => {
      const kind = SOCKET_KINDS[name]
      host.setSysctl('ipv4.ip_local_port_range', `${first} ${first + ports - 1}`)
      const sockets = []
      const chosen: number[] = []
      for (let count = 1; count <= ports; count += 1) {
        const socket = await host.open(kind, { label: `socket ${count}` })
        const { errno } = await socket.tryBind(kind.loopback(0))
        if (errno === null) chosen.push(await socket.localPort())
        sockets.push(socket)
      }
      const late = await host.open(kind, { label: 'one more' })
      const none = (await late.tryBind(kind.loopback(0))).errno
      const [freed] = chosen
      await sockets[0]?.close()
      const retried = (await late.tryBind(kind.loopback(0))).errno
      return {
        chosen: chosen.toSorted((one, other) => one - other),
        none,
        freed: freed ?? 0,
        retried: retried ?? (await late.localPort()),
      }
    },
  ),

  judge: ({ chosen, none, freed, retried }, { first, ports }) => [
    equal(
      chosen,
      Array.from({ length: ports }, (_, index) => first + index),
      'ports that bind() chose, in order',
    ),
    equal(none, 'EADDRINUSE', 'error of one more bind()'),
    equal(retried, freed, 'port that it gets when one is free again'),
  ],
})
