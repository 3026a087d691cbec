import {
  claim,
  equal,
  fc,
  forAll,
  loopback,
  man,
  material,
  posix,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
  type Tools,
} from '../../harness/index.ts'
import {
  listenerStaysReadable,
  listenerTellsOnce,
  resetLeavesTheQueue,
} from '../../harness/sockets/mutants/listen/listener-readiness.ts'
import { pollAlwaysTells, pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'

/** What can happen at a listener; `reset` is of the client that waited longest and has not reset yet. */
const ACTS = ['connect', 'reset', 'accept'] as const

export default claim({
  says: 'A listener polls readable exactly while a client waits in its accept queue, that is when accept() would not block.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'select and poll let one program watch many sockets'),
    posix('accept'),
    posix('poll'),
    man('accept', 2, 'DESCRIPTION'),
    man('accept', 2, 'NOTES'),
  ],
  behaviours: [77],
  why:
    'A listener has no data to read. What poll() calls readable is that accept() has something to give: a connection whose ' +
    'handshake is complete. It stays so until the queue is empty, however often it is asked. On Linux a client that ' +
    'resets while it waits stays in the queue, so accept() does not block because of it; on a system that takes it out, ' +
    'a program must make its listener non-blocking, lest accept() sleep after poll() has told.',
  method: [
    'Clients connect to a non-blocking listener, waiting ones reset, and the server accepts, in a generated order.',
    'The listener is polled for POLLIN after each step.',
    'What poll() and accept() tell is laid beside a count of those that wait, clients that have reset among them.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket, select; s = socket.create_server(('127.0.0.1', 3490)); ready = lambda: select.select([s], [], [], 0)[0] == [s]; print(ready()); c = socket.create_connection(('127.0.0.1', 3490)); print(ready(), ready()); s.accept(); print(ready())"`,
      see: 'False, True True, False',
    },
  ],
  mutants: [
    pollAlwaysTells('POLLIN'),
    pollNeverTells('POLLIN'),
    listenerTellsOnce,
    listenerStaysReadable,
    resetLeavesTheQueue,
  ],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        acts: fc.array(fc.constantFrom(...ACTS), { maxLength: 12 }),
      }),
      example: { kind: 'TCP over IPv4', acts: ['accept', 'connect', 'connect', 'accept', 'reset', 'accept', 'accept'] },
      edges: [
        { kind: 'TCP over IPv6', acts: ['connect', 'accept'] },
        { kind: 'TCP over IPv4-mapped IPv6', acts: ['connect', 'accept'] },
      ],
      runs: 40,
    },
    async ({ kind: name, acts }, { client, server }, { port: newPort, until, eventually }) => {
      const kind = SOCKET_KINDS[name]
      const port = newPort()
      const listener = await server.listener(port, { kind, nonblocking: true })
      const isReadable = async () => (await listener.poll(['POLLIN'])).includes('POLLIN')
      const waiting: Waiting[] = []
      const queued = () =>
        until(
          'the client to stand in the queue',
          () => server.queueLength(listener),
          (length) => length === waiting.length,
        )
      const readable = [await isReadable()]
      const accepts: string[] = []
      for (const act of acts) {
        if (act === 'connect') {
          waiting.push({ client: await client.connect(kind.at(server, port)), hasReset: false })
          // The last step of the handshake may come after connect() is back.
          await queued()
        } else if (act === 'reset') {
          await reset(waiting.find(({ hasReset }) => !hasReset))
        } else {
          const { value: accepted, errno } = await listener.tryAccept()
          accepts.push(accepted === null ? errno : await stateOf(accepted, waiting.shift()?.hasReset, eventually))
        }
        readable.push(await isReadable())
      }
      return { readable, accepts }
    },
  ),

  judge: (seen, { acts }) => {
    const { readable, accepts } = counted(acts)
    return [
      equal(seen.readable, readable, 'whether the listener is readable, at first and after each step'),
      equal(seen.accepts, accepts, 'what each accept() gives'),
    ]
  },
})

type Waiting = { readonly client: Socket; hasReset: boolean }

async function reset(waiting: Waiting | undefined): Promise<void> {
  if (waiting === undefined) return
  waiting.hasReset = true
  await waiting.client.set('SO_LINGER', { onoff: true, linger: 0 })
  await waiting.client.close()
}

/** Whether an accepted connection lives; the reset of one that should be dead has come, or comes soon. */
async function stateOf(accepted: Socket, hasReset = false, eventually: Tools['eventually']): Promise<string> {
  const { errno } = await eventually(
    () => accepted.tryRecv(1, ['MSG_DONTWAIT']),
    ({ errno }) => !hasReset || errno !== 'EAGAIN',
  )
  return errno === 'EAGAIN' ? 'a connection' : `a connection with ${errno}`
}

/** What a listener must show: a queue of clients, of which some have reset. */
function counted(acts: readonly (typeof ACTS)[number][]) {
  const queue: ('alive' | 'reset')[] = []
  const readable = [false]
  const accepts: string[] = []
  for (const act of acts) {
    if (act === 'connect') queue.push('alive')
    else if (act === 'reset' && queue.includes('alive')) queue[queue.indexOf('alive')] = 'reset'
    else if (act === 'accept') accepts.push(ACCEPTED[queue.shift() ?? 'nobody'])
    readable.push(queue.length > 0)
  }
  return { readable, accepts }
}

const ACCEPTED = { alive: 'a connection', reset: 'a connection with ECONNRESET', nobody: 'EAGAIN' }
