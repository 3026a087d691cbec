import type { Host, InetAddress, Socket, Tools } from '../../harness/index.ts'
import { addressText, claim, differs, equal, inet, nat, rfc, scenario, textOf } from '../../harness/index.ts'
import {
  routerDoesNotTranslate,
  routerHairpins,
  routerIsOpenToStrangers,
  routerPicksRandomPorts,
} from '../../harness/lab/mutants/nat.ts'

const SOURCE = 4000

/** The public address of the router. */
const ROUTER = '203.0.113.1'

export default claim({
  says: 'By the words of RFC 4787 and RFC 5382, a masquerading Linux router keeps source ports, maps an inner endpoint alike for all destinations until ports collide, filters by address and port, and does not hairpin.',
  level: 'platform',
  reading: 'holds',
  behaviours: [95, 96],
  sources: [
    rfc(4787, '4.1'),
    rfc(4787, '4.2.1'),
    rfc(4787, '5'),
    rfc(4787, '6'),
    rfc(5382, '4.1'),
    rfc(5780, '4.3'),
    rfc(5780, '4.4'),
  ],
  why:
    'Linux looks first whether the inner endpoint has a mapping already, and uses it again if the 4-tuple that comes of ' +
    'it is free; else it takes the source port as it is, else another. So two destinations see the same public endpoint, ' +
    'which looks endpoint-independent. It is no promise: where another host holds that 4-tuple, the same endpoint gets a ' +
    'second mapping. What comes in must match a flow by address and port on both sides; anything else is for the router ' +
    'itself, which answers that nobody listens. What comes from inside to a public endpoint of the LAN is such a one too.',
  method: [
    'alice sends from one source port to a server; from another port of it, from a second server and from bob inside, somebody sends to her public endpoint.',
    'Then she sends to the second server as well, and bob from the same source port to a service that alice did not use, and to one that she did.',
    'Each service tells the endpoint that it sees; what comes to alice’s host is seen on its wire. All of this over UDP, and with connections from one port over TCP.',
  ],
  byHand: [
    { run: 'turnutils_natdiscovery -m -f -H 203.0.113.80', see: 'the same classification, from a STUN server outside' },
    { run: 'conntrack -L -p udp', see: 'on the router: a line for each destination, with the port of alice’s mapping' },
  ],
  mutants: [routerDoesNotTranslate, routerPicksRandomPorts, routerIsOpenToStrangers, routerHairpins],

  experiment: scenario(nat({ inside: ['alice', 'bob'], outside: ['server', 'other'] }), async (hosts, tools) => {
    // Each refusal is to be told, not only as many as the limit allows.
    hosts.router.setSysctl('ipv4.icmp_ratelimit', '0')
    tools.say('UDP')
    const udp = await classify(hosts, await overUdp(hosts, tools), tools)
    tools.say('TCP')
    return { udp, tcp: await classify(hosts, overTcp(hosts, tools), tools) }
  }),

  judge: (seen) =>
    Object.entries(seen).flatMap(([transport, { mapped, free, taken, otherPort, otherAddress, hairpin, heard }]) =>
      [
        equal(
          mapped,
          [`${ROUTER}:${SOURCE}`, `${ROUTER}:${SOURCE}`],
          'alice’s endpoint for two destinations: the port is kept, and the mapping the same',
        ),
        equal(free, `${ROUTER}:${SOURCE}`, 'bob’s endpoint for a destination that nobody uses from this port'),
        equal(taken.split(':')[0] ?? null, ROUTER, 'the address of bob’s endpoint for a destination that alice uses'),
        differs(taken, free, 'bob’s endpoint for that destination: a second mapping of one endpoint'),
        equal(
          otherPort,
          KEPT_OUT,
          'what another port of a server that alice sent to is told by her endpoint, and how much of it comes to her',
        ),
        equal(
          otherAddress,
          KEPT_OUT,
          'what a server that she has not sent to is told, and how much of it comes to her',
        ),
        equal(hairpin, KEPT_OUT, 'what a neighbour inside is told, and how much of it comes to her'),
        equal(heard, 'answer', 'what alice heard first: the answer of the one she asked'),
      ].map((condition) => ({ ...condition, says: `${transport.toUpperCase()}: ${condition.says}` })),
    ),
})

type Hosts = Readonly<Record<'alice' | 'bob' | 'router' | 'server' | 'other', Host>>

/** What the same questions come to over UDP and over TCP. */
interface Transport {
  /** Makes a service of a host, and gives how to ask it from {@link SOURCE} of a LAN host: the endpoint that it sees. */
  readonly service: (host: Host) => Promise<(asking: Host) => Promise<string>>
  /** A new socket of a host, bound to this address, sends to alice’s public endpoint; what it is told. */
  readonly knock: (from: Host, source: InetAddress) => Promise<string | null>
  /** What alice hears first, when the service that she asked first answers. */
  readonly hear: () => Promise<string>
}

const ENDPOINT = inet(ROUTER, SOURCE)

/** The router takes for itself what is sent to the endpoint, and nobody listens there. */
const KEPT_OUT = { told: 'ECONNREFUSED', passed: 0 }

/** The mappings of alice and bob, who use the same source port, and what comes in to alice’s. */
async function classify(
  { alice, bob, server, other }: Hosts,
  { service, knock, hear }: Transport,
  { say, port }: Tools,
) {
  const [first, third, elsewhere] = [await service(server), await service(other), await service(other)]
  const ofFirst = await first(alice)
  say('others send to alice’s public endpoint')
  /** What the sender is told, and how many of its packets alice’s host sees. */
  const knocking = async (from: Host) => {
    const source = from.at(port())
    const told = await knock(from, source)
    const come = alice.wire
      .packets()
      .filter((packet) => packet.direction === 'in' && packet.from === addressText(source))
    return { told, passed: come.length }
  }
  const [otherPort, otherAddress, hairpin] = [await knocking(server), await knocking(other), await knocking(bob)]
  say('more mappings')
  const mapped = [ofFirst, await third(alice)]
  const [free, taken] = [await elsewhere(bob), await first(bob)]
  return { mapped, free, taken, otherPort, otherAddress, hairpin, heard: await hear() }
}

async function overUdp({ alice, bob }: Hosts, { port, answered }: Tools): Promise<Transport> {
  const askers = new Map<Host, Socket>()
  for (const host of [alice, bob]) {
    const socket = await host.udp({ label: host.name })
    await socket.bind(host.at(SOURCE))
    askers.set(host, socket)
  }
  const services: Socket[] = []
  return {
    service: async (host) => {
      const address = host.at(port())
      const receiver = await host.udp({ label: `service of ${host.name}` })
      await receiver.bind(address)
      services.push(receiver)
      return async (asking) => {
        await askers.get(asking)?.sendTo(address, 'who am I?')
        const { value } = await answered(receiver.tryRecvFrom(100))
        return value?.from ? addressText(value.from) : 'nobody'
      }
    },
    knock: async (from, source) => {
      const socket = await from.udp({ label: 'stranger' })
      await socket.bind(source)
      await socket.connect(ENDPOINT)
      await socket.send('let me in')
      return (await answered(socket.tryRecv(100))).errno
    },
    hear: async () => {
      await services[0]?.sendTo(ENDPOINT, 'answer')
      return heardBy(askers.get(alice), answered)
    },
  }
}

function overTcp({ alice }: Hosts, { port, answered }: Tools): Transport {
  const connections: { readonly of: Host; readonly client: Socket; readonly server: Socket }[] = []
  return {
    service: async (host) => {
      const address = host.at(port())
      const listener = await host.listener(address.port)
      return async (asking) => {
        // One connection a destination, all from one port.
        const client = await asking.tcp({ label: asking.name, set: { SO_REUSEADDR: true } })
        await client.bind(asking.at(SOURCE))
        const { errno } = await answered(client.tryConnect(address))
        if (errno !== null) return errno
        const server = await listener.accept([], `for ${asking.name}`)
        connections.push({ of: asking, client, server })
        return addressText(await server.peerAddress())
      }
    },
    knock: async (from, source) => {
      const socket = await from.tcp({ label: 'stranger' })
      await socket.bind(source)
      return (await answered(socket.tryConnect(ENDPOINT))).errno
    },
    hear: async () => {
      const first = connections.find(({ of }) => of === alice)
      await first?.server.send('answer')
      return heardBy(first?.client, answered)
    },
  }
}

async function heardBy(socket: Socket | undefined, answered: Tools['answered']): Promise<string> {
  return socket === undefined ? 'no connection' : textOf(await answered(socket.tryRecv(100)))
}
