import {
  claim,
  connected,
  equal,
  fc,
  forAll,
  lan,
  man,
  material,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
} from '../../harness/index.ts'
import { closeAlwaysResets } from '../../harness/sockets/mutants/close/close.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { endOfFileCloses } from '../../harness/sockets/mutants/stream/over-eager.ts'

/** What a client does in the end. */
const LEAVINGS = ['FIN', 'RST', 'stays'] as const

/** The state of the server’s socket then. */
const STATES = { FIN: 'CLOSE_WAIT', RST: 'CLOSE', stays: 'ESTABLISHED' } as const

const LINGER_ZERO = { onoff: true, linger: 0 }

export default claim({
  says:
    'A server that never closes collects sockets in CLOSE_WAIT: one for each client that left with FIN, and none for ' +
    'those that reset or stayed. close() clears them away.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'not closing sockets after use leaks resources, which ends in exhaustion'),
    rfc(9293, '3.3.2'),
    man('tcp', 7),
  ],
  why:
    'CLOSE_WAIT means: the peer has sent its FIN, and this side’s program has not closed yet. No timer ends it, for the ' +
    'program may still have much to send. So a server that reads end-of-file and forgets close() keeps each such ' +
    'socket, its descriptor and its memory. A reset leaves nothing to wait for: the connection is gone at once, though ' +
    'its descriptor is not.',
  method: [
    'Clients connect, and each leaves with FIN, leaves with RST, or stays, as the input says; the server reads what ends and closes nothing.',
    'The states of the server’s sockets are read; then the server closes some of them, and the kernel’s table of connections is read.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; l = socket.create_server(('127.0.0.1', 3490)); S = [l.accept() for _ in range(3)]; input()"`,
      see: 'accepts three clients and closes none',
    },
    {
      run: 'for i in 1 2 3; do nc -z 127.0.0.1 3490; done; ss -tan "sport = 3490"',
      see: 'three CLOSE-WAIT, until Enter is pressed in the first terminal',
    },
  ],
  mutants: [endOfFileCloses, optionIgnored('SO_LINGER'), closeAlwaysResets],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        leavings: fc.array(fc.constantFrom(...LEAVINGS), { maxLength: 8 }),
        closes: fc.nat(4),
      }),
      example: { kind: 'TCP over IPv4', leavings: ['FIN', 'FIN', 'RST', 'stays'], closes: 1 },
      edges: [
        { kind: 'TCP over IPv6', leavings: ['FIN', 'stays', 'FIN'], closes: 2 },
        { kind: 'TCP over IPv4-mapped IPv6', leavings: ['RST', 'FIN'], closes: 0 },
      ],
      runs: 12,
    },
    async ({ kind, leavings, closes }, { client, server }, tools) => {
      const port = tools.port()
      const of = SOCKET_KINDS[kind]
      const listener = await server.listener(port, { kind: of })
      const [accepted, left]: [Socket[], Socket[]] = [[], []]
      for (const leaving of leavings) {
        const ends = await connected(client, of.at(server, port), listener, { client: leaving })
        accepted.push(ends.server)
        if (leaving === 'stays') continue
        if (leaving === 'RST') await ends.client.set('SO_LINGER', LINGER_ZERO)
        await ends.client.close()
        await readToEnd(tools, ends.server)
        if (leaving === 'FIN') left.push(ends.server)
      }
      const before = await Promise.all(accepted.map((socket) => server.tcpState(socket)))
      for (const socket of left.slice(0, closes)) await socket.close()
      const table = server.tcpTable(port).filter((row) => row.localPort === port && row.state !== 'LISTEN')
      return { before, after: table.map(({ state }) => state).toSorted() }
    },
  ),

  judge: ({ before, after }, { leavings, closes }) => {
    const count = (leaving: (typeof LEAVINGS)[number]) => leavings.filter((one) => one === leaving).length
    const [fins, stay] = [count('FIN'), Array<string>(count('stays')).fill('ESTABLISHED')]
    const waiting = (number: number) => Array<string>(Math.max(0, number)).fill('CLOSE_WAIT')
    return [
      equal(
        before,
        leavings.map((leaving) => STATES[leaving]),
        'states of the server’s sockets when the clients have left',
      ),
      equal(
        after,
        [...waiting(fins - closes), ...stay],
        `what the kernel’s table has after close() of ${Math.min(fins, closes)} of them`,
      ),
    ]
  },
})
