import type { Host, SocketKind, Tools } from '../../harness/index.ts'
import {
  between,
  claim,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  sysctl,
  textOf,
  UDP_KINDS,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { refusalStays, refusalUntold, unconnectedLearns } from '../../harness/sockets/mutants/udp/datagram-sending.ts'

export default claim({
  says: 'If nobody is at the port, a datagram is answered by an ICMP error: a connected UDP socket learns of it once, as ECONNREFUSED; one that is not connected learns nothing. Off loopback the answers are rationed.',
  level: 'platform',
  reading: 'holds',
  sources: [
    rfc(1122, '4.1.3.1'),
    rfc(1812, '4.3.2.8'),
    rfc(4443, '3.1'),
    posix('send'),
    man('udp', 7),
    sysctl('net.ipv4.icmp_ratelimit'),
  ],
  behaviours: [66],
  why:
    'The kernel answers a datagram that no socket takes with ICMP “port unreachable”, which quotes it. By the quoted ports ' +
    'the sender’s kernel finds the socket. It is told only if it is connected, since otherwise nobody could say which of ' +
    'its peers is meant: the error waits in the socket, the next call reports it, and with that it is gone. (With ' +
    'IP_RECVERR unconnected sockets are told too; udp(7) says always, which is not so.) A host sends few such answers a ' +
    'second to another one, so most datagrams of a burst get none; to itself it sends all.',
  method: [
    'A connected socket sends to a port of its own host where nobody is, and sends again when the answer has come.',
    'It sends once more, and this time recv() is called twice. The same on a socket that is not connected.',
    'A burst of 20 datagrams goes to a closed port of the own host and of another, whose answers are counted.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket as s; u=s.socket(type=s.SOCK_DGRAM); u.connect(('127.0.0.1',3490)); u.send(b'x'); u.send(b'x')"`,
      see: 'ConnectionRefusedError: [Errno 111], of the second',
    },
    { run: 'tcpdump -ni lo icmp', see: 'ICMP 127.0.0.1 udp port 3490 unreachable' },
  ],
  mutants: [
    refusalUntold,
    unconnectedLearns,
    refusalStays,
    sysctlSetTo('ipv4.icmp_ratelimit', '0', 'every datagram to a closed port of another host is answered'),
  ],

  experiment: scenario(
    lan(['client', 'server'], {
      ipv6: true,
      sysctls: { 'ipv4.icmp_ratelimit': '1000', 'ipv6.icmp.ratelimit': '1000' },
    }),
    async ({ client, server }, tools) => {
      // First, while the other host still has all of its answers to give; both kinds over IPv4 share them.
      const bursts = await overKinds(FAMILIES, tools, async (kind) => ({
        toItself: await burst(client, client, kind, tools),
        toAnother: await burst(client, server, kind, tools),
      }))
      const told = await overKinds(UDP_KINDS, tools, async (kind) => ({
        connected: await connectedSocket(client, kind, tools),
        unconnected: await unconnectedSocket(client, kind, tools),
      }))
      return { bursts, told }
    },
  ),

  judge: ({ bursts, told }) => [
    ofEachKind(told, ({ connected, unconnected }) => [
      equal(
        connected.send,
        [null, 'ECONNREFUSED', null],
        'connected: send() before the answer, after it, and once more',
      ),
      equal(connected.recv, ['ECONNREFUSED', 'EAGAIN'], 'connected: recv() after the next answer, and once more'),
      equal(unconnected.send, [null, null], 'not connected: sendto() before the answer and after it'),
      equal(unconnected.recv, 'EAGAIN', 'not connected: what recv() gives'),
      equal(unconnected.pending, null, 'not connected: the error that waits (SO_ERROR)'),
    ]),
    ofEachKind(bursts, ({ toItself, toAnother }) => [
      equal(toItself, BURST, 'answers to a burst of 20 to the own host'),
      between(toAnother, [1, BURST - 1], 'answers to a burst of 20 to another host'),
    ]),
  ],
})

const FAMILIES = ['UDP over IPv4', 'UDP over IPv6'] as const
const BURST = 20

/** A connected socket: what send() says before and after the answer, and what recv() says after the next one. */
async function connectedSocket(host: Host, kind: SocketKind, { port, until }: Tools) {
  const socket = await host.open(kind, { label: 'connected', nonblocking: true })
  await socket.connect(kind.loopback(port()))
  const error = () =>
    until(
      'the answer',
      () => socket.poll(['POLLIN']),
      (events) => events.includes('POLLERR'),
    )
  const send = [(await socket.trySend('one')).errno]
  await error()
  send.push((await socket.trySend('two')).errno)
  send.push((await socket.trySend('three')).errno)
  await error()
  return { send, recv: [textOf(await socket.tryRecv(1)), textOf(await socket.tryRecv(1))] }
}

/** A socket that is not connected; that it has been answered shows when a later datagram of another socket has been. */
async function unconnectedSocket(host: Host, kind: SocketKind, tools: Tools) {
  const nobody = kind.loopback(tools.port())
  const socket = await host.open(kind, { label: 'not connected', nonblocking: true })
  const send = [(await socket.trySendTo(nobody, 'one')).errno]
  await connectedSocket(host, kind, tools)
  send.push((await socket.trySendTo(nobody, 'two')).errno)
  await connectedSocket(host, kind, tools)
  return { send, recv: textOf(await socket.tryRecv(1)), pending: await socket.get('SO_ERROR') }
}

/** How many of the datagrams of a burst to a closed port are answered. */
async function burst(from: Host, to: Host, kind: SocketKind, { port, until, eventually }: Tools): Promise<number> {
  const nobody = kind.at(to, port())
  const socket = await from.open(kind, { label: 'sender of the burst' })
  const unanswerable = [to.counting('Udp.NoPorts'), to.counting('Udp6.NoPorts')]
  const answers = [to.counting('Icmp.OutDestUnreachs'), to.counting('Icmp6.OutDestUnreachs')]
  const sum = (counters: readonly (() => number)[]) => counters.reduce((all, count) => all + count(), 0)
  for (let sent = 0; sent < BURST; sent += 1) await socket.sendTo(nobody, 'x')
  await until(
    'the burst to arrive',
    () => sum(unanswerable),
    (count) => count === BURST,
  )
  // The last datagram is counted before it is answered; who is answered always has all answers soon.
  return eventually(
    () => sum(answers),
    (count) => from !== to || count >= BURST,
  )
}
