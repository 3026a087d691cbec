import {
  atLeast,
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  rfc,
  type SocketKind,
  type SocketKindName,
  scenario,
  TCP_KINDS,
  type Tools,
  textOf,
} from '../../harness/index.ts'
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { deferForEver } from '../../harness/sockets/mutants/accept/defer-accept.ts'
import { optionReadsAs } from '../../harness/sockets/mutants/option-values.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { repeatsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'With TCP_DEFER_ACCEPT, accept() gives a client only when its first data has come (EAGAIN until then), or when the given time is over; the client sees itself connected all the while.',
  level: 'platform',
  reading: 'holds',
  behaviours: [33],
  sources: [man('tcp', 7, 'TCP_DEFER_ACCEPT'), rfc(9293, '3.10.7.4'), rfc(6298, '5')],
  why:
    'The kernel pays no attention to a final ACK without data: at the server the connection stays half-open and out of the ' +
    'accept queue, so the program is woken only when there is something to read. A later client that sends at once ' +
    'overtakes a silent one. The time is counted in repetitions of the SYN, ACK, after 1, 3, 7, … seconds, which is why 5 ' +
    'reads back as 7. When it is over, the SYN, ACK is sent once more, and the client’s answer to that counts as it is.',
  method: [
    'A non-blocking listener has TCP_DEFER_ACCEPT 1. A client connects and is silent; accept(), poll() and the states of both ends are asked.',
    'A second client connects and sends; the server calls accept() and recv().',
    'The silent one is waited for until it is in the queue; then it is accepted.',
  ],
  waitsFor:
    'The time of TCP_DEFER_ACCEPT is counted in repetitions of the SYN, ACK, the first of which comes after 1 s.',
  byHand: [
    {
      run: `python3 -c "import socket, time; s = socket.create_server(('127.0.0.1', 3490)); s.setsockopt(6, 9, 5); print(s.getsockopt(6, 9)); t = time.time(); print(s.accept()[1], time.time() - t)"`,
      see: '7; with nc -d 127.0.0.1 3490 at once, the client’s address about seven seconds later',
    },
    { run: 'ss -tan "sport = 3490 or dport = 3490"', see: 'ESTAB for the client, SYN-RECV for the server meanwhile' },
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'Flags [S.] and [.] once more at the end' },
  ],
  mutants: [
    optionIgnored('TCP_DEFER_ACCEPT'),
    deferForEver,
    optionReadsAs('TCP_DEFER_ACCEPT', 7, 5),
    acceptForgetsData,
    repeatsUnseen('SYN, ACK'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), async (hosts, tools) => {
    const silent = new Map<SocketKindName, Awaited<ReturnType<typeof defer>>['untilTheEnd']>()
    const meanwhile = await overKinds(TCP_KINDS, tools, async (kind, name) => {
      const { untilTheEnd, ...seen } = await deferInTime(kind, hosts, tools)
      silent.set(name, untilTheEnd)
      return seen
    })
    tools.say('the time is over')
    return {
      meanwhile,
      end: await overKinds(TCP_KINDS, tools, async (_, name) => (await silent.get(name)?.()) ?? null),
    }
  }),

  judge: ({ meanwhile, end }) => [
    ...ofEachKind(meanwhile, ({ reads, connect, silent, dropped, second, afterwards }) => [
      equal(reads, { 1: 1, 5: 7 }, 'what TCP_DEFER_ACCEPT reads when it was set to 1 and to 5'),
      equal(connect, null, 'error of the silent client’s connect()'),
      equal(
        silent,
        { client: 'ESTABLISHED', server: 'SYN_RECV', events: [], accept: 'EAGAIN' },
        'its connection at both ends, and what poll() and accept() of the listener tell',
      ),
      atLeast(dropped, 1, 'final ACKs without data that the kernel counts'),
      equal(second, 'hello', 'what is received of the client that sent, once accepted'),
      equal(afterwards, 'EAGAIN', 'error of one accept() more'),
    ]),
    ...ofEachKind(end, (seen) => [
      equal(seen?.accept ?? null, 'the silent client', 'whom accept() gives when the time is over'),
      equal(seen?.recv ?? null, 'EAGAIN', 'what there is to read'),
      equal(seen?.segments ?? null, ['SYN', 'SYN, ACK', 'ACK', 'SYN, ACK', 'ACK'], 'segments of the silent client'),
    ]),
  ],
})

type Sides = { readonly client: Host; readonly server: Host }

/** On a busy machine the time of the silent client may be over before all was looked at, which is then done anew. */
const TRIES = 5

/** Like `defer`, with a silent client whose time was not over when the other one had been accepted. */
async function deferInTime(kind: SocketKind, hosts: Sides, tools: Tools) {
  for (let tries = 1; ; tries += 1) {
    const { waitsStill, ...seen } = await defer(kind, hosts, tools)
    if (waitsStill || tries === TRIES) return seen
    tools.say('its time was over too early: once more')
  }
}

/** A silent client and one that sends at a listener with TCP_DEFER_ACCEPT; what it gives last waits until the time is over. */
async function defer(kind: SocketKind, { client, server }: Sides, tools: Tools) {
  const { answered, eventually } = tools
  const port = tools.port()
  const listener = await server.open(kind, { label: 'listener', nonblocking: true })
  const reads: Record<string, number> = {}
  for (const seconds of [5, 1]) {
    await listener.set('TCP_DEFER_ACCEPT', seconds)
    reads[seconds] = await listener.get('TCP_DEFER_ACCEPT')
  }
  await listener.bind(kind.at(server, port))
  await listener.listen(5)
  const deferred = server.counting('TcpExt.TCPDeferAcceptDrop')
  const quiet = await client.open(kind, { label: 'silent' })
  const { errno: connect } = await answered(quiet.tryConnect(kind.at(server, port)))
  const { count: dropped } = await eventually(
    async () => ({ isIn: await server.isWaiting(listener), count: deferred() }),
    ({ isIn, count }) => isIn || count > 0,
  )
  const quietPort = await quiet.localPort()
  const stateAtServer = () => server.tcpTable(port).find(({ remotePort }) => remotePort === quietPort)?.state ?? 'none'
  const silent = {
    client: await client.tcpState(quiet),
    server: stateAtServer(),
    events: [...(await listener.poll(['POLLIN']))],
    accept: (await listener.tryAccept([], 'too early')).errno,
  }

  const eager = await client.connect(kind.at(server, port), { label: 'eager' })
  await eager.send('hello')
  await eventually(() => server.isWaiting(listener), Boolean)
  const { value: far, errno } = await listener.tryAccept(['SOCK_NONBLOCK'], 'accepted eager')
  const second = far === null ? errno : textOf(await far.tryRecv(100))
  const afterwards = (await listener.tryAccept()).errno
  const waitsStill = stateAtServer() === 'SYN_RECV'

  const untilTheEnd = async () => {
    await eventually(() => server.isWaiting(listener), Boolean)
    const last = await listener.tryAccept(['SOCK_NONBLOCK'], 'accepted silent')
    const peer = await last.value?.tryPeerAddress()
    const isQuiet = peer?.value && 'port' in peer.value && peer.value.port === quietPort
    const segments = client.wire.tcp(port).filter((one) => [one.sourcePort, one.destinationPort].includes(quietPort))
    return {
      accept: isQuiet ? 'the silent client' : (last.errno ?? 'another'),
      recv: last.value === null ? '' : textOf(await last.value.tryRecv(100)),
      segments: segments.map(({ flags }) => flags),
    }
  }
  return { reads, connect, silent, dropped, second, afterwards, untilTheEnd, waitsStill }
}
