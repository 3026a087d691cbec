import {
  type Answer,
  claim,
  equal,
  loopback,
  man,
  material,
  posix,
  scenario,
  withRoomFor,
} from '../../harness/index.ts'
import { acceptAtTheLimitDrops, pollKnowsTheLimit } from '../../harness/sockets/mutants/descriptors/descriptor-limit.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'

export default claim({
  says: 'A program that does not close its sockets runs out of descriptors: at RLIMIT_NOFILE socket(), accept() and dup() fail with EMFILE. Clients of a listener at the limit wait in its queue until a descriptor is free.',
  level: 'must',
  reading: 'holds',
  behaviours: [3],
  sources: [
    material('B', 'not closing sockets after use leaks them, until resources run out and the program fails'),
    posix('socket'),
    posix('accept'),
    posix('dup'),
    man('getrlimit', 2, 'DESCRIPTION'),
    man('accept', 2, 'ERRORS'),
  ],
  why:
    'Each process may have descriptors with the numbers below its limit, commonly 1024. A socket that is not closed keeps ' +
    'its number even if the program has forgotten it, and when none is left, nothing can be opened any more. accept() looks ' +
    'for a number first and then takes a connection, so the client loses nothing: its connection stays complete, and it ' +
    'waits. poll() goes on reporting the listener as readable, so a server that only repeats accept() then keeps a ' +
    'processor busy. One descriptor closed is enough to go on.',
  method: [
    'Two clients are connected to a listener that has not accepted them. Then the process’s limit is lowered so that four more descriptors fit.',
    'It opens sockets and closes none until socket() fails; then it calls accept(), dup() and poll().',
    'It closes one socket and calls accept() again.',
    'The descriptors below the limit and the accept queue are counted.',
  ],
  byHand: [
    {
      run: 'prlimit --nofile=32 python3 -c "import socket; l = [socket.socket() for _ in range(40)]"',
      see: 'OSError: [Errno 24] Too many open files',
    },
    {
      run: 'ls /proc/PID/fd | wc -l; grep "open files" /proc/PID/limits',
      see: 'of a program that leaks: the first number grows towards the second',
    },
  ],
  mutants: [
    reportsInstead('socket', 'EMFILE', 'ENFILE'),
    reportsInstead('accept4', 'EMFILE', 'EAGAIN'),
    reportsInstead('dup', 'EMFILE', 'EBADF'),
    acceptAtTheLimitDrops,
    pollKnowsTheLimit,
  ],

  experiment: scenario(
    loopback(['client', 'server'], { needs: ['queue lengths', 'own process'] }),
    async ({ client, server }, { port, until }) => {
      const address = server.at(port())
      const listener = await server.listener(address.port, { nonblocking: true })
      await client.connect(address, { label: 'first client' })
      await client.connect(address, { label: 'second client' })
      const queue = () => server.queueLength(listener)
      await until('both to wait in the queue', queue, (length) => length === 2)

      const first = await server.tcp({ label: 'leaked first' })

      // The limit is that of the whole process: what may be a promise is awaited when it is as before.
      const calls = withRoomFor(ROOM, ({ limit, descriptors }) => {
        const leaked = Array.from({ length: ROOM }, () => server.trySocket(TCP))
        const atLimit = { socket: server.trySocket(TCP), accept: listener.tryAccept(), dup: listener.tryDup() }
        const seen = { limit, descriptors: descriptors(), queue: queue(), ready: listener.poll(['POLLIN']) }
        const freed = { close: first.tryClose(), accept: listener.tryAccept(), queue: queue() }
        return { leaked, atLimit, seen, freed }
      })
      const { leaked, atLimit, seen, freed } = calls
      return {
        leaked: await Promise.all(leaked.map(errorOf)),
        atLimit: {
          limit: seen.limit,
          descriptors: seen.descriptors,
          socket: await errorOf(atLimit.socket),
          accept: await errorOf(atLimit.accept),
          dup: await errorOf(atLimit.dup),
          queue: await seen.queue,
          ready: [...(await seen.ready)],
        },
        freed: { close: await errorOf(freed.close), accept: await errorOf(freed.accept), queue: await freed.queue },
      }
    },
  ),

  judge: ({ leaked, atLimit, freed }) => [
    equal(leaked, [null, null, null, null], 'errors of the four sockets that still fit'),
    equal(atLimit.descriptors, atLimit.limit, 'descriptors below the limit then: every number is taken'),
    equal(atLimit.socket, 'EMFILE', 'socket() at the limit'),
    equal(atLimit.accept, 'EMFILE', 'accept() at the limit'),
    equal(atLimit.dup, 'EMFILE', 'dup() at the limit'),
    equal(atLimit.queue, 2, 'connections that wait in the accept queue after that'),
    equal(atLimit.ready, ['POLLIN'], 'what poll() reports of the listener'),
    equal(freed.close, null, 'error of close() of one of the sockets'),
    equal(freed.accept, null, 'error of accept() after that'),
    equal(freed.queue, 1, 'connections that wait then'),
  ],
})

/** As many sockets fit before the limit is reached. */
const ROOM = 4

const TCP = { domain: 'AF_INET', type: 'SOCK_STREAM' } as const

async function errorOf(answer: Answer<unknown>): Promise<string | null> {
  return (await answer).errno
}
