import {
  atLeast,
  claim,
  equal,
  type Host,
  inet,
  lan,
  material,
  oneOf,
  rfc,
  scenario,
  silentNetwork,
  sysctl,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import {
  connectAlwaysSucceeds,
  connectIsNeverDone,
  connectReports,
} from '../../harness/sockets/mutants/connect/connect.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** Half-open connections beyond which SYNs of unknown hosts are dropped: a quarter of tcp_max_syn_backlog is kept free. */
const ROOM = 16
const HALF_OPEN = ROOM - ROOM / 4 + 1
const BACKLOG = 64
const FLOOD = 100

export default claim({
  says: 'SYNs from forged addresses that nobody answers at fill the queue of half-open connections, so that an honest client is not served; with SYN cookies it is.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'spoofing is still used for SYN floods, which deny service'),
    rfc(4987, '2.2'),
    rfc(4987, '3.6'),
    sysctl('net.ipv4.tcp_max_syn_backlog'),
    sysctl('net.ipv4.tcp_syncookies'),
  ],
  why:
    'For each SYN the server keeps a half-open connection until the final ACK comes. From a silent address none comes, and ' +
    'the half-open connection stays for about a minute while the SYN, ACK is repeated. Without SYN cookies Linux drops ' +
    'the SYN of a host that it does not know as soon as less than a quarter of tcp_max_syn_backlog is free. With cookies ' +
    'a full queue costs nobody anything: the server keeps nothing, writes what it needs into the sequence number of its ' +
    'SYN, ACK, and knows it again in the ACK of a client that has really received it.',
  method: [
    `tcp_max_syn_backlog is ${ROOM}, the backlog ${BACKLOG}; ${FLOOD} SYNs come from as many addresses of a network that is silent.`,
    'Then an honest client connects: without SYN cookies, and in the same way with them.',
    'The half-open connections, the SYNs that were dropped or answered with a cookie, and what the client gets are observed.',
  ],
  byHand: [
    {
      run: 'sysctl -w net.ipv4.tcp_syncookies=0 net.ipv4.tcp_max_syn_backlog=16; ip route add 198.51.100.0/24 via 10.77.0.11',
      see: 'on a server 10.77.0.12 of a network of your own, whose host 10.77.0.11 does not forward',
    },
    { run: 'hping3 -q -S -c 100 -i u1000 -a 198.51.100.1 -p 3490 10.77.0.12', see: 'on 10.77.0.11' },
    { run: 'ss -tan state syn-recv | wc -l', see: 'on the server: 14, a header and 13 connections' },
    {
      run: 'nc -v 10.77.0.12 3490',
      see: 'on 10.77.0.11: nothing; after sysctl -w net.ipv4.tcp_syncookies=1 on the server: succeeded',
    },
  ],
  mutants: [
    sysctlSetTo('ipv4.tcp_syncookies', '1', 'the server always has SYN cookies to fall back on'),
    sysctlSetTo('ipv4.tcp_max_syn_backlog', '4096', 'the queue has room for the whole flood'),
    connectAlwaysSucceeds,
    connectIsNeverDone,
    connectReports('ETIMEDOUT'),
    acceptForgetsData,
    segmentsUnseen('SYN, ACK'),
  ],

  experiment: scenario(
    lan(['attacker', 'elsewhere', 'server', 'client'], {
      sysctls: { 'ipv4.tcp_syncookies': '0', 'ipv4.tcp_max_syn_backlog': String(ROOM) },
    }),
    async (hosts, tools) => {
      tools.say('without SYN cookies')
      const without = await flood(hosts, tools)
      tools.say('with SYN cookies')
      hosts.server.setSysctl('ipv4.tcp_syncookies', '1')
      return { without, withCookies: await flood(hosts, tools) }
    },
  ),

  judge: ({ without, withCookies }) => [
    equal(without.halfOpen, HALF_OPEN, 'half-open connections without cookies'),
    equal(without.dropped, FLOOD - HALF_OPEN, 'SYNs of the flood that are dropped'),
    equal(without.client, 'EALREADY', 'the honest client: connect() is still under way'),
    atLeast(without.dropsOfClient, 1, 'its SYNs that are dropped'),
    equal(without.segments, ['out SYN'], 'what is on the wire of it: no answer'),
    equal(without.text, null, 'what the server reads of it'),
    // As many as the backlog, or one more: newer kernels treat this queue as they treat the accept queue.
    oneOf(withCookies.halfOpen, [BACKLOG, BACKLOG + 1], 'half-open connections with cookies'),
    equal(withCookies.cookies, FLOOD - withCookies.halfOpen, 'SYNs of the flood that are answered with a cookie'),
    equal(withCookies.dropped, 0, 'SYNs of the flood that are dropped'),
    equal(withCookies.client, null, 'the honest client: error of connect()'),
    equal(withCookies.segments, ['out SYN', 'in SYN, ACK', 'out ACK'], 'what is on the wire of it'),
    equal(withCookies.cookiesBack, 1, 'cookies that the server finds right in a final ACK'),
    equal(withCookies.text, 'hello', 'what the server reads of it'),
  ],
})

/** Floods a new listener of the server, then has an honest client connect. */
async function flood(hosts: Hosts, { port, until, eventually, answered }: Tools) {
  const { attacker, elsewhere, server, client } = hosts
  const address = server.at(port())
  const listener = await server.listener(address.port, { backlog: BACKLOG })
  const silent = silentNetwork(server, elsewhere)
  const [dropped, cookies] = [server.counting('TcpExt.ListenDrops'), server.counting('TcpExt.SyncookiesSent')]
  attacker.forge(
    ...Array.from({ length: FLOOD }, (_, index) => ({
      ...{ from: inet(silent(index + 1).ip, 4000), to: address },
      tcp: { flags: ['SYN'] as const },
    })),
  )
  const halfOpen = () => server.tcpTable(address.port).filter(({ state }) => state === 'SYN_RECV').length
  const outcome = () => ({ halfOpen: halfOpen(), dropped: dropped(), cookies: cookies() })
  const flooded = await until(
    'the flood to be over',
    outcome,
    (seen) => seen.halfOpen + seen.dropped + seen.cookies >= FLOOD,
  )
  server.note('after the flood', flooded)

  const [dropsOfClient, cookiesBack] = [server.counting('TcpExt.ListenDrops'), server.counting('TcpExt.SyncookiesRecv')]
  const socket = await client.tcp({ label: 'honest', nonblocking: true })
  await socket.tryConnect(address)
  const connecting = await eventually(
    async () => (await socket.tryConnect(address)).errno,
    (errno) => errno !== 'EALREADY' || dropsOfClient() > 0,
  )
  const segments = client.wire.tcp(address.port).map(({ direction, flags }) => `${direction} ${flags}`)
  let text: string | null = null
  if (connecting === null) {
    await socket.trySend('hello')
    const accepted = await answered(listener.tryAccept())
    text = accepted.value === null ? accepted.errno : textOf(await answered(accepted.value.tryRecv(100)))
  }
  return { ...flooded, client: connecting, segments, dropsOfClient: dropsOfClient(), cookiesBack: cookiesBack(), text }
}

type Hosts = Readonly<Record<'attacker' | 'elsewhere' | 'server' | 'client', Host>>
