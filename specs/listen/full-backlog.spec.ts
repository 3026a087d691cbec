import type { Host, Tools } from '../../harness/index.ts'
import {
  atLeast,
  butNot,
  claim,
  equal,
  knockAtOnce,
  lan,
  man,
  material,
  rfc,
  scenario,
  sysctl,
  trueWhen,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { queueSize } from '../../harness/sockets/mutants/listen/listen.ts'
import { optionReadsAs } from '../../harness/sockets/mutants/option-values.ts'
import { pollAlwaysTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import { repeatsUnseen, segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'Once the backlog is full, further clients are refused or time out.',
  level: 'platform',
  reading: 'qualified',
  behaviours: [20],
  sources: [
    material(
      'A',
      'if the server never returns to accept(), the backlog fills up, and further clients are refused or time out',
    ),
    man('listen', 2),
    rfc(4987, '3.6'),
    sysctl('net.ipv4.tcp_abort_on_overflow'),
    sysctl('net.ipv4.tcp_syncookies'),
  ],
  why:
    'A SYN that finds the accept queue full is dropped: the client repeats it and gives up in the end. But a client takes ' +
    'its place only when its final ACK comes. Until then the kernel answers every SYN, those beyond the backlog with SYN ' +
    'cookies, which take no room at all; so clients that knock at the same time all see a SYN, ACK and look connected. ' +
    'A final ACK without room is dropped too, or with tcp_abort_on_overflow answered by a reset.',
  method: [
    'A server never accepts. Two clients knock at a queue that one connection fills, the first of them non-blocking; tcp_syn_retries is 1.',
    'Three clients knock at once at a queue for two, and keep their final ACKs for the first data that they send, as over a long link.',
    'The last one’s ACK finds no room; this is done once more with tcp_abort_on_overflow.',
  ],
  waitsFor: 'A SYN is sent again after 1 s, and given up after 3 s: the first time-out cannot be made shorter.',
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490), backlog=0); input()"',
      see: 'it waits, without ever calling accept()',
    },
    { run: 'nc -d 127.0.0.1 3490 & nc -v 127.0.0.1 3490', see: 'after two minutes: Connection timed out' },
    { run: 'nstat -az TcpExtListenOverflows TcpExtListenDrops', see: 'both count each SYN of the second client' },
    { run: 'ss -tan "dport = 3490"', see: 'ESTAB for the first, SYN-SENT for the second' },
  ],
  mutants: [
    repeatsUnseen('SYN'),
    optionReadsAs('SO_ERROR', null, 'ECONNREFUSED'),
    queueSize('queue-never-full', 'the queue holds every client', () => 4096),
    pollAlwaysTells('POLLOUT'),
    connectReports('ECONNREFUSED'),
    sysctlSetTo('ipv4.tcp_syncookies', '0', 'SYNs beyond the backlog are dropped at once'),
    sysctlSetTo('ipv4.tcp_abort_on_overflow', '1', 'a final ACK without room is always answered by a reset'),
    segmentsUnseen('RST'),
  ],

  experiment: scenario(
    lan(['client', 'server'], { sysctls: { 'ipv4.tcp_syn_retries': '1' } }),
    async (hosts, tools) => {
      tools.say('The queue is full before the client knocks')
      const late = await knockLate(hosts, tools)
      tools.say('Three clients knock at once')
      const together = await knockTogether(hosts, tools)
      tools.say('The same, with tcp_abort_on_overflow')
      hosts.server.setSysctl('ipv4.tcp_abort_on_overflow', '1')
      return { late, together, aborted: await knockTogether(hosts, tools) }
    },
  ),

  judge: ({ late, together, aborted }) => [
    trueWhen(
      'the queue is full before the client knocks: it times out',
      equal(late.quiet.connect, 'EINPROGRESS', 'error of a non-blocking connect()'),
      equal(late.quiet.events, [], 'what poll() tells of that socket once its SYN was dropped'),
      equal(late.quiet.error, null, 'its SO_ERROR then'),
      equal(late.quiet.again, 'EALREADY', 'error of its connect() then'),
      equal(late.quiet.end, 'ETIMEDOUT', 'its SO_ERROR in the end'),
      equal(late.errno, 'ETIMEDOUT', 'error of a blocking connect()'),
      equal(late.state, 'SYN_SENT', 'state of the client while it waits'),
      equal([...new Set(late.segments)], ['SYN'], 'kinds of segments between these clients and the server'),
      atLeast(late.segments.length, 4, 'SYNs that the two send'),
      equal(late.overflows, late.segments.length, 'ListenOverflows: one for each SYN'),
      equal(late.drops, late.segments.length, 'ListenDrops: one for each SYN'),
    ),
    butNot(
      'clients knock at the same time: all look connected, and one is connected to nobody',
      equal(together.states, ALL_CONNECTED, 'states of the three clients'),
      atLeast(together.cookies, 1, 'SYNs answered with a cookie'),
      equal(together.queue, 2, 'connections in the accept queue'),
      equal(together.unacknowledged, 5, 'bytes of the last one that the server does not acknowledge'),
      equal(together.resets, 0, 'resets that would tell it'),
    ),
    butNot(
      'tcp_abort_on_overflow is 1: a client is not refused but reset, after it looked connected',
      equal(aborted.states, ALL_CONNECTED, 'states of the three clients'),
      equal(aborted.queue, 2, 'connections in the accept queue'),
      equal(aborted.resets, 1, 'resets that answer a final ACK'),
      equal(aborted.error, 'ECONNRESET', 'error that the last one gets in the end'),
    ),
  ],
})

const ALL_CONNECTED = ['ESTABLISHED', 'ESTABLISHED', 'ESTABLISHED']

/** Two clients knock at a listener whose queue holds one connection and is for one. */
async function knockLate({ client, server }: Sides, { port, eventually, until }: Tools) {
  const address = server.at(port())
  const listener = await server.listener(address.port, { backlog: 0 })
  await client.connect(address, { label: 'first' })
  const queue = () => server.queueLength(listener)
  await until('the first client to fill the queue', queue, (length) => length === 1)
  const [overflows, drops] = [server.counting('TcpExt.ListenOverflows'), server.counting('TcpExt.ListenDrops')]
  const before = client.wire.tcp(address.port).length
  const quiet = await client.tcp({ label: 'quiet', nonblocking: true })
  const { errno: connect } = await quiet.tryConnect(address)
  await eventually(drops, (count) => count > 0)
  const waits = {
    connect,
    events: [...(await quiet.poll(['POLLIN', 'POLLOUT']))],
    error: await quiet.get('SO_ERROR'),
    again: (await quiet.tryConnect(address)).errno,
  }

  const late = await client.tcp({ label: 'late' })
  const knocking = late.tryConnect(address)
  await eventually(drops, (count) => count > 1)
  const state = await client.tcpState(late)
  client.note(`late is in ${state}`)
  const { errno } = await knocking
  await eventually(
    () => client.tcpState(quiet),
    (ended) => ended === 'CLOSE',
  )
  const end = await quiet.get('SO_ERROR')
  const segments = client.wire
    .tcp(address.port)
    .slice(before)
    .map(({ flags }) => flags)
  return { quiet: { ...waits, end }, errno, state, segments, overflows: overflows(), drops: drops() }
}

/** Three clients knock at once at a listener whose queue is for two; tells what becomes of the last. */
async function knockTogether({ client, server }: Sides, tools: Tools) {
  const cookies = server.counting('TcpExt.SyncookiesSent')
  const { port, listener, states, last } = await knockAtOnce({ client, server, backlog: 1, clients: 3 }, tools)
  const isReset = server.sysctl('ipv4.tcp_abort_on_overflow') === '1'
  await tools.eventually(
    () => client.tcpState(last),
    (state) => !isReset || state === 'CLOSE',
  )
  return {
    states: [...states],
    cookies: cookies(),
    queue: await server.queueLength(listener),
    unacknowledged: await last.control('SIOCOUTQ'),
    error: (await last.tryRecv(5)).errno,
    resets: client.wire.tcp(port).filter(({ flags }) => flags === 'RST').length,
  }
}

type Sides = { readonly client: Host; readonly server: Host }
