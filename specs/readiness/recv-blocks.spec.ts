import {
  asleepOrBack,
  claim,
  equal,
  loopback,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  type Sides,
  type Socket,
  type SocketKind,
  scenario,
  senderAndReceiver,
  TCP_KINDS,
  type Tools,
  textOrEnd,
  UDP_KINDS,
} from '../../harness/index.ts'
import {
  recvNeverWaits,
  recvSleepsAtTheEnd,
  recvSleepsThroughAReset,
  recvSpins,
} from '../../harness/sockets/mutants/readiness/waiting.ts'

export default claim({
  says: 'A blocking recv() puts its program to sleep until data comes, the stream ends, or the connection fails.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'socket.recv(1024) blocks until data arrives, and freezes the program meanwhile'),
    posix('recv'),
    man('recv', 2, 'DESCRIPTION'),
    man('proc_pid_syscall', 5),
  ],
  why:
    'recv() that finds the receive buffer empty has nothing to return, so the kernel takes the thread off the processor ' +
    'and puts it on the socket’s list of those who wait. What comes for the socket wakes it: bytes, a FIN, a reset or ' +
    'another error. The thread does nothing else meanwhile, which is why a program with one thread stands still.',
  method: [
    'A server calls recv() on a connection on which nothing has come, and the state of the thread in that call is read.',
    'The client then sends, or ends its direction, or resets; what recv() gives is observed.',
    'The same with a datagram and a UDP socket.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); print(s.recv(100))" & sleep 1`,
      see: 'a server; start it first',
    },
    {
      run: '(sleep 2; cat /proc/$!/wchan >&2; echo hello) | nc -N 127.0.0.1 3490',
      see: 'the place in the kernel where it sleeps, such as wait_woken; then b’hello\\n’',
    },
  ],
  mutants: [recvNeverWaits, recvSpins, recvSleepsAtTheEnd, recvSleepsThroughAReset],

  experiment: scenario(
    loopback(['client', 'server'], { needs: ['IPv6', 'sleeping threads'] }),
    async (hosts, tools) => {
      const streams = await overKinds(TCP_KINDS, tools, async (kind) => ({
        data: await wakeBy(hosts, tools, kind, (client) => client.send('hello')),
        end: await wakeBy(hosts, tools, kind, (client) => client.shutdown('SHUT_WR')),
        reset: await wakeBy(hosts, tools, kind, async (client) => {
          await client.set('SO_LINGER', { onoff: true, linger: 0 })
          await client.close()
        }),
      }))
      const datagrams = await overKinds(UDP_KINDS, tools, (kind) =>
        wakeBy(hosts, tools, kind, (sender) => sender.send('hello')),
      )
      return { streams, datagrams }
    },
  ),

  judge: ({ streams, datagrams }) => [
    ofEachKind(streams, ({ data, end, reset }) => [
      equal(data, ['asleep', 'hello'], 'recv() before and after data came'),
      equal(end, ['asleep', 'end-of-file'], 'recv() before and after the stream ended'),
      equal(reset, ['asleep', 'ECONNRESET'], 'recv() before and after the connection was reset'),
    ]),
    ofEachKind(datagrams, (seen) => [equal(seen, ['asleep', 'hello'], 'recv() before and after a datagram came')]),
  ],
})

async function wakeBy(hosts: Sides, tools: Tools, kind: SocketKind, wake: (sender: Socket) => Promise<unknown>) {
  const { client, server } = hosts
  const { sender, receiver } = await senderAndReceiver(client, server, { kind, port: tools.port() })
  const waiting = receiver.tryRecv(100)
  const before = await asleepOrBack(tools, 'recvfrom', receiver, waiting)
  await wake(sender)
  return [before, textOrEnd(await tools.answered(waiting))]
}
