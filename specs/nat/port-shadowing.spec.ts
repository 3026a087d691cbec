import {
  butNot,
  claim,
  differs,
  equal,
  type Host,
  inet,
  kernel,
  man,
  nat,
  rfc,
  type Socket,
  scenario,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'
import { routerPicksRandomPorts, rulesDropNothing } from '../../harness/lab/mutants/nat.ts'
import { rulesKeepThePort, rulesTrackEverything } from '../../harness/lab/mutants/shadowing.ts'

/** The public address of the router, and the port of its service. */
const SERVICE = inet('203.0.113.1', 1194)

/** What leaves the LAN under the port of the service is dropped. */
const FILTER = `
  chain forward {
    type filter hook forward priority filter; policy accept;
    iifname "eth0" udp sport ${SERVICE.port} drop
  }`

/** What comes to the service from outside, and its answers, are no flows that are tracked and translated. */
const NOTRACK = `
  chain prerouting {
    type filter hook prerouting priority raw; policy accept;
    iifname "eth1" udp dport ${SERVICE.port} notrack
  }
  chain output {
    type filter hook output priority raw; policy accept;
    oifname "eth1" udp sport ${SERVICE.port} notrack
  }`

/** What leaves the LAN under the port of the service gets another port; before the rule that keeps it. */
const RANDOM = `
  chain postrouting {
    type nat hook postrouting priority srcnat - 1; policy accept;
    oifname "eth1" udp sport ${SERVICE.port} masquerade to :49152-65535 random
  }`

export default claim({
  says: 'A LAN host can take over what a peer sends to a UDP service of its own NAT router: it need only send that peer a datagram from the port number of the service.',
  level: 'platform',
  reading: 'qualified',
  sources: [rfc(4787, '4.2.1'), man('nft', 8, 'NAT STATEMENTS'), kernel('networking/nf_conntrack-sysctl')],
  behaviours: [97],
  why:
    'Masquerading keeps a source port where no other flow has it, and it does not ask whether a socket of the router is ' +
    'bound to it. So the flow of the LAN host goes out from the router’s address and the port of the service. What the ' +
    'peer then sends from its port to the service is, by its 4-tuple, a reply to that flow, and the router passes it on ' +
    'into the LAN before it looks for sockets of its own. From any other port of the peer the service is reached. Three ' +
    'things help: to drop such datagrams of the LAN, not to track what is for the service, or to give them other ports.',
  method: [
    `A program of the router is bound to UDP port ${SERVICE.port}; so is one of a LAN host, which sends a datagram to a port of the peer.`,
    'The peer sends a question to the router’s port from there, and then one from another port of its own.',
    'Who hears them, and under which port the LAN host’s datagram came, are observed: with masquerading alone, and with each of three rules besides.',
  ],
  byHand: [
    { run: 'nc -u -l 1194', see: 'on the router 203.0.113.1, which masquerades: the service' },
    { run: 'echo shadow | nc -u -w1 -p 1194 203.0.113.80 4000', see: 'on a LAN host' },
    { run: 'conntrack -L -p udp', see: 'on the router: the reply is expected for dport=1194' },
    {
      run: 'echo question | nc -u -w1 -p 4000 203.0.113.1 1194',
      see: 'on 203.0.113.80: the service on the router hears nothing',
    },
  ],
  mutants: [rulesDropNothing, rulesTrackEverything, rulesKeepThePort, routerPicksRandomPorts],

  experiment: scenario(nat({ inside: ['client'], outside: ['peer'] }), async (hosts, tools) => {
    const besides = async (rules: string) => {
      hosts.router.loadRules(rules)
      return shadow(hosts, tools)
    }
    tools.say('masquerading alone')
    const alone = await shadow(hosts, tools)
    tools.say('with a filter')
    const filter = await besides(FILTER)
    tools.say('with the service not tracked')
    const notrack = await besides(NOTRACK)
    tools.say('with random ports')
    return { alone, filter, notrack, random: await besides(RANDOM) }
  }),

  judge: ({ alone, filter, notrack, random }) => [
    trueWhen(
      'the router only masquerades',
      equal(alone.shadow, SERVICE.port, 'port under which the LAN host’s datagram comes to the peer'),
      equal(alone.client, ['question'], 'what the LAN host hears'),
      equal(alone.service, ['from another port'], 'what the service hears'),
    ),
    butNot(
      'the router drops what leaves the LAN under the port of the service',
      equal(filter.shadow, null, 'port under which the LAN host’s datagram comes to the peer: it does not'),
      ...reachesTheService(filter),
    ),
    butNot(
      'the router does not track what is for the service',
      equal(notrack.shadow, SERVICE.port, 'port under which the LAN host’s datagram comes to the peer'),
      ...reachesTheService(notrack),
    ),
    butNot(
      'the router gives such flows a port at random',
      differs(random.shadow, SERVICE.port, 'port under which the LAN host’s datagram comes to the peer'),
      differs(random.shadow, null, 'port under which it comes: it does come'),
      ...reachesTheService(random),
    ),
  ],
})

type Heard = { readonly service: readonly string[]; readonly client: readonly string[]; readonly answer: string | null }

const reachesTheService = ({ service, client, answer }: Heard) => [
  equal([...service], ['question', 'from another port'], 'what the service hears'),
  equal([...client], [], 'what the LAN host hears'),
  equal(answer, 'answer', 'what the peer hears of the service'),
]

/** A LAN host shadows the service for one port of the peer; tells who hears what the peer then sends to the service. */
async function shadow(hosts: Readonly<Record<'client' | 'router' | 'peer', Host>>, { port, answered }: Tools) {
  const bound = async (host: Host, at: ReturnType<typeof inet>, label: string) => {
    const socket = await host.udp({ label })
    await socket.bind(at)
    return socket
  }
  const { client, router, peer } = hosts
  const to = peer.at(port())
  const [service, asking] = [await bound(router, SERVICE, 'service'), await bound(peer, to, 'peer')]
  const [shadowing, other] = [
    await bound(client, client.at(SERVICE.port), 'shadow'),
    await client.udp({ label: 'other' }),
  ]
  await shadowing.sendTo(to, 'shadow')
  await other.sendTo(to, 'that is all')
  const came = await hear(asking, 'that is all', answered)

  await asking.sendTo(SERVICE, 'question')
  await (await peer.udp({ label: 'another port' })).sendTo(SERVICE, 'from another port')
  const atService = await hear(service, 'from another port', answered)
  const question = atService.find(({ text }) => text === 'question')
  // What the service has not heard comes to the client, by a longer way.
  const atClient =
    question === undefined ? await hear(shadowing, 'question', answered) : await hear(shadowing, null, answered)
  if (question !== undefined) await service.sendTo(inet(peer.ip, question.port), 'answer')
  const [answer] = question === undefined ? [] : await hear(asking, 'answer', answered)
  for (const socket of [service, asking, shadowing, other]) await socket.close()
  const texts = (heard: readonly { text: string }[]) => heard.map(({ text }) => text)
  return {
    shadow: came.find(({ text }) => text === 'shadow')?.port ?? null,
    service: texts(atService),
    client: texts(atClient),
    answer: answer?.text ?? null,
  }
}

/** What a socket receives until a certain text has come, or what is there if none is waited for; with the source’s port. */
async function hear(socket: Socket, last: string | null, answered: Tools['answered']) {
  const heard: { text: string; port: number }[] = []
  for (;;) {
    const { value } = await answered(socket.tryRecvFrom(100, last === null ? ['MSG_DONTWAIT'] : []))
    if (value === null) return heard
    const text = Buffer.from(value.bytes).toString()
    heard.push({ text, port: value.from?.family === 'AF_INET' ? value.from.port : 0 })
    if (text === last) return heard
  }
}
