import type { Host, InetAddress, Socket } from '../../harness/index.ts'
import { addressText, claim, differs, equal, inet, nat, rfc, scenario } from '../../harness/index.ts'
import {
  routerDoesNotTranslate,
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
  sources: [rfc(4787, '4.1'), rfc(4787, '4.2.1'), rfc(4787, '5'), rfc(4787, '6'), rfc(5382, '4.1'), rfc(5780, '4.3')],
  why:
    'Linux looks first whether the inner endpoint has a mapping already, and uses it again if the 4-tuple that comes of ' +
    'it is free; else it takes the source port as it is, else another. So two destinations see the same public endpoint, ' +
    'which looks endpoint-independent. It is no promise: where another host holds that 4-tuple, the same endpoint gets a ' +
    'second mapping. What comes in must match a flow by address and port on both sides; anything else is for the router ' +
    'itself, which answers that nobody listens. A datagram from inside to a public endpoint of the LAN is such a one too.',
  method: [
    'alice sends from one UDP socket to two ports of one server and to another server; each tells the endpoint it sees.',
    'bob sends from the same source port to a server that alice did not use, and then to one that she did.',
    'Other ports and another address send to alice’s public endpoint, and bob sends there from inside.',
  ],
  byHand: [
    { run: 'turnutils_natdiscovery -m -f -H 203.0.113.80', see: 'the same classification, from a STUN server outside' },
    { run: 'conntrack -L -p udp', see: 'on the router: a line for each destination, with the port of alice’s mapping' },
  ],
  mutants: [routerDoesNotTranslate, routerPicksRandomPorts, routerIsOpenToStrangers],

  experiment: scenario(
    nat({ inside: ['alice', 'bob'], outside: ['server', 'other'] }),
    async ({ alice, bob, router, server, other }, { port, say, answered }) => {
      // Each refusal is to be told, not only as many as the limit allows.
      router.setSysctl('ipv4.icmp_ratelimit', '0')
      const receive = async (host: Host, label: string) => {
        const address = host.at(port())
        const socket = await host.udp({ label })
        await socket.bind(address)
        return { address, socket }
      }
      /** The endpoint under which a datagram arrives. */
      const seenAs = async (sender: Socket, { address, socket }: { address: InetAddress; socket: Socket }) => {
        await sender.sendTo(address, 'who am I?')
        const { value } = await answered(socket.tryRecvFrom(100))
        return value?.from ? addressText(value.from) : 'nobody'
      }
      /** Sends to an endpoint; gives what comes back to the sender: that nobody listens there, or nothing. */
      const knock = async (socket: Socket, to: InetAddress) => {
        await socket.connect(to)
        await socket.send('let me in')
        return (await answered(socket.tryRecv(100))).errno
      }
      const first = await receive(server, 'server, first port')
      const second = await receive(server, 'server, second port')
      const third = await receive(other, 'other server')
      const open = async (host: Host) => {
        const socket = await host.udp({ label: host.name })
        await socket.bind(host.at(SOURCE))
        return socket
      }

      say('alice’s mappings')
      const ofAlice = await open(alice)
      const mapped = [await seenAs(ofAlice, first), await seenAs(ofAlice, third)]
      const elsewhere = await receive(other, 'other server, another port')

      say('bob’s mappings, from the same source port')
      const ofBob = await open(bob)
      const free = await seenAs(ofBob, elsewhere)
      const taken = await seenAs(ofBob, first)

      say('others send to alice’s public endpoint')
      const endpoint = inet(ROUTER, SOURCE)
      const otherPort = await knock(second.socket, endpoint)
      const strange = await receive(other, 'other server, a third port')
      const otherAddress = await knock(strange.socket, endpoint)
      const hairpin = await knock(await bob.udp({ label: 'bob, another socket' }), endpoint)
      await first.socket.sendTo(endpoint, 'answer')
      const heard = Buffer.from((await answered(ofAlice.tryRecv(100))).value ?? []).toString()
      return { mapped, free, taken, otherPort, otherAddress, hairpin, heard }
    },
  ),

  judge: ({ mapped, free, taken, otherPort, otherAddress, hairpin, heard }) => [
    equal(
      mapped,
      [`${ROUTER}:${SOURCE}`, `${ROUTER}:${SOURCE}`],
      'alice’s endpoint for two destinations: the port is kept, and the mapping the same',
    ),
    equal(free, `${ROUTER}:${SOURCE}`, 'bob’s endpoint for a destination that nobody uses from this port'),
    equal(taken.split(':')[0] ?? null, ROUTER, 'the address of bob’s endpoint for a destination that alice uses'),
    differs(taken, free, 'bob’s endpoint for that destination: a second mapping of one socket'),
    equal(otherPort, 'ECONNREFUSED', 'what another port of a server that alice sent to gets from her endpoint'),
    equal(otherAddress, 'ECONNREFUSED', 'what another port of the other server gets from it'),
    equal(hairpin, 'ECONNREFUSED', 'what a neighbour inside gets from it'),
    equal(heard, 'answer', 'what alice heard first: the answer of the one she asked'),
  ],
})
