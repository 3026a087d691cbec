import {
  addressText,
  atLeast,
  claim,
  equal,
  kernel,
  knockAtOnce,
  lan,
  man,
  rfc,
  scenario,
  sysctl,
  textOf,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { acceptFreesNoPlace } from '../../harness/sockets/mutants/accept/accept-queue.ts'
import { queueSize } from '../../harness/sockets/mutants/listen/listen.ts'
import { repeatsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'A final ACK that comes while the accept queue is full is dropped: the client is connected, the server’s side is not. The server sends its SYN, ACK again, and when there is room the client’s next segment completes the connection, with nothing lost.',
  level: 'platform',
  reading: 'holds',
  behaviours: [21],
  sources: [
    rfc(9293, '3.5'),
    rfc(6298, '5'),
    man('listen', 2),
    sysctl('net.ipv4.tcp_abort_on_overflow'),
    sysctl('net.ipv4.tcp_synack_retries'),
    kernel('networking/snmp_counter', 'TcpExtListenOverflows'),
  ],
  why:
    'A place in the accept queue is taken when the final ACK comes, not when the SYN came, so room that was there for the ' +
    'SYN can be gone. Linux then forgets the ACK and keeps the half-open connection: the queue may have room in a moment, ' +
    'and a reset would end a connection that the client already uses. TCP mends it by itself: the SYN, ACK is not ' +
    'acknowledged, so the server repeats it, and the client’s data is not either, so the client repeats that. Any segment ' +
    'of the client carries the ACK that was lost.',
  method: [
    'Three clients knock at once at a queue for two, and keep their final ACKs for the five bytes that each sends.',
    'The first to knock sends last. The states of its connection on both sides are read until the server has repeated its SYN, ACK.',
    'Then the server accepts one client, and when the last one is in the queue, the others.',
  ],
  waitsFor: 'The server sends its SYN, ACK again after 1 s: the first time-out cannot be made shorter.',
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=1); input(); [print(s.accept()[0].recv(9)) for _ in range(3)]"',
      see: 'it waits; after Enter three times hello',
    },
    {
      run: `python3 -c "import socket; C = [socket.socket() for _ in range(3)]; [(c.setsockopt(6, 12, 0), c.connect(('127.0.0.1', 3490))) for c in C]; [c.send(b'hello') for c in C[::-1]]; input()"`,
      see: 'all three are connected',
    },
    { run: 'ss -tan "sport = 3490"', see: 'before Enter two ESTAB and one SYN-RECV' },
    {
      run: 'tcpdump -ni lo "tcp port 3490"',
      see: 'a second later Flags [S.] once more, to the port of the first client',
    },
  ],
  mutants: [
    queueSize('queue-never-full', 'the queue holds every client', () => 4096),
    sysctlSetTo('ipv4.tcp_abort_on_overflow', '1', 'a final ACK without room is always answered by a reset'),
    sysctlSetTo('ipv4.tcp_synack_retries', '0', 'the SYN, ACK is not sent again'),
    repeatsUnseen('SYN, ACK'),
    acceptFreesNoPlace,
    acceptForgetsData,
  ],

  experiment: scenario(lan(['client', 'server']), async ({ client, server }, tools) => {
    const { eventually, say } = tools
    const overflows = server.counting('TcpExt.ListenOverflows')
    const { port, listener, last } = await knockAtOnce({ client, server, backlog: 1, clients: 3 }, tools)
    const name = addressText(await last.localAddress())
    const segments = () => client.wire.tcp(port).filter(({ from, to }) => from === name || to === name)
    const count = (flags: string) => segments().filter((one) => one.flags === flags).length
    const sides = async () => ({
      client: await client.tcpState(last),
      server: server.tcpTable(port).find(({ remote }) => remote === name)?.state ?? 'none',
    })
    const dropped = { ...(await sides()), overflows: overflows(), queue: await server.queueLength(listener) }

    say('the server repeats its SYN, ACK')
    const again = await eventually(
      () => count('SYN, ACK'),
      (times) => times > 1,
    )
    const full = { ...(await sides()), queue: await server.queueLength(listener) }

    say('there is room')
    const peers: string[] = []
    const received: string[] = []
    const take = async () => {
      const accepted = await tools.answered(listener.tryAccept())
      if (accepted.value === null) return
      const peer = await accepted.value.tryPeerAddress()
      peers.push(peer.value === null ? peer.errno : addressText(peer.value))
      received.push(textOf(await tools.answered(accepted.value.tryRecv(5))))
    }
    await take()
    const queue = await eventually(
      () => server.queueLength(listener),
      (length) => length === 2,
    )
    const room = { ...(await sides()), queue }
    for (let left = queue; left > 0; left -= 1) await take()
    return {
      dropped,
      again,
      full,
      room,
      isAmongThem: peers.includes(name),
      received,
      synsOfTheClient: count('SYN'),
      resets: segments().filter(({ flags }) => flags.includes('RST')).length,
    }
  }),

  judge: ({ dropped, again, full, room, ...seen }) => [
    equal(dropped.client, 'ESTABLISHED', 'state of the last client’s socket after its final ACK'),
    equal(dropped.server, 'SYN_RECV', 'state of that connection at the server'),
    equal(dropped.queue, 2, 'connections in the accept queue, which is for two'),
    atLeast(dropped.overflows, 1, 'final ACKs dropped because the queue was full'),
    atLeast(again, 2, 'times that the server sends its SYN, ACK'),
    equal(full, { client: 'ESTABLISHED', server: 'SYN_RECV', queue: 2 }, 'states and queue then'),
    equal(room, { client: 'ESTABLISHED', server: 'ESTABLISHED', queue: 2 }, 'states and queue after one was accepted'),
    equal(seen.isAmongThem, true, 'whether accept() gives that connection too'),
    equal(seen.received, ['hello', 'hello', 'hello'], 'what is received of the three'),
    equal(seen.synsOfTheClient, 1, 'SYNs that the client sent'),
    equal(seen.resets, 0, 'resets'),
  ],
})
