import {
  between,
  claim,
  equal,
  evenRange,
  fc,
  forAll,
  loopback,
  man,
  material,
  type Socket,
  trialsToTell,
} from '../../harness/index.ts'
import { firstGetsDouble, groupDealsInTurn, onlyFirstListens } from '../../harness/sockets/mutants/reuse/reuseport.ts'

/** For each input: of a thousand inputs on which all is well, one fails with a probability of at most 10⁻⁶. */
const FALSE_ALARM = 1e-9

/** With so many connections 99 of 100 inputs show it if one of four listeners gets twice the share of each other one. */
const CONNECTIONS = trialsToTell(4, 2 / 5, { falseAlarm: FALSE_ALARM, miss: 1e-2 })

export default claim({
  says: 'Listeners that share a port with SO_REUSEPORT get connections in equal shares, and one flow always comes to the same listener while the group does not change.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('B', 'reuse of ports is among the socket options for performance'),
    man('socket', 7, 'SO_REUSEPORT'),
  ],
  behaviours: [82, 84],
  why:
    'From the 4-tuple of each SYN and a secret of its own the kernel computes a number, and the number chooses the ' +
    'listener. It looks random, so different flows spread as if a die were thrown for each. But it is computed: the same ' +
    '4-tuple gives the same number, so a flow that comes again meets the same listener.',
  method: [
    'n sockets listen at one port, and nobody accepts; a client connects three times from one source port.',
    'Then a crowd of clients connects, each from a port of its own, and the accept queues are counted.',
    'Each count must lie where a fair die with n sides leaves it, but for a probability of 10⁻⁹ for all n together.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; L = [socket.socket() for _ in range(2)]; [(l.setsockopt(1, 15, 1), l.bind(('127.0.0.1', 3490)), l.listen(100)) for l in L]; input()"`,
      see: 'two listeners with SO_REUSEPORT (15), until Enter is pressed',
    },
    {
      run: 'for i in $(seq 100); do nc -z 127.0.0.1 3490; done; ss -ltn "sport = 3490"',
      see: 'two lines; their accept queues, Recv-Q, are near 50 and add up to 100',
    },
  ],
  mutants: [onlyFirstListens, firstGetsDouble, groupDealsInTurn],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['queue lengths'] }),
    {
      inputs: fc.record({
        listeners: fc.integer({ min: 2, max: 4 }),
        connections: fc.integer({ min: CONNECTIONS, max: CONNECTIONS + 100 }),
      }),
      example: { listeners: 2, connections: 40 },
      runs: 4,
    },
    async ({ listeners, connections }, { client, server }, { port, say, eventually }) => {
      const address = server.at(port())
      const group: Socket[] = []
      for (let i = 1; i <= listeners; i += 1) {
        group.push(
          await server.listener(address.port, { label: `listener ${i}`, backlog: 2_000, set: { SO_REUSEPORT: true } }),
        )
      }
      const queues = async () => Promise.all(group.map(async (listener) => (await listener.get('TCP_INFO')).unacked))

      say('one flow, three times')
      const source = client.at(port())
      for (let time = 1; time <= 3; time += 1) {
        const flow = await client.tcp({ label: 'flow', set: { SO_LINGER: { onoff: true, linger: 0 } } })
        await flow.bind(source)
        await flow.connect(address)
        await flow.close()
      }
      const flow = await queues()

      say(`a crowd of ${connections} flows`)
      for (let count = 0; count < connections; count += 1) {
        await (await client.tcp({ nonblocking: true })).tryConnect(address)
      }
      const all = await eventually(queues, (seen) => sum(seen) === 3 + connections)
      return { flow, crowd: all.map((queue, index) => queue - (flow[index] ?? 0)) }
    },
  ),

  judge: ({ flow, crowd }, { listeners, connections }) => {
    const fair = evenRange(connections, listeners, FALSE_ALARM)
    return [
      equal(sum(crowd), connections, 'connections of the crowd in all accept queues'),
      ...crowd.map((count, index) => between(count, fair, `of them at listener ${index + 1}`)),
      equal(Math.max(...flow), 3, 'connections of the one flow at the listener that has most of them'),
    ]
  },
})

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
