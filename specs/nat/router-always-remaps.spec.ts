import type { Host, InetAddress } from '../../harness/index.ts'
import { butNot, claim, equal, man, material, nat, rfc, scenario, trueWhen } from '../../harness/index.ts'
import { routerDoesNotTranslate, routerHasOnePort, routerNeverKeepsThePort } from '../../harness/lab/mutants/nat.ts'
import { portsOutsideCollapse } from '../../harness/wire/mutants/ports.ts'

/** The public address of the router. */
const ROUTER = '203.0.113.1'

export default claim({
  says: 'The router gives a flow another source port whenever two hosts of the LAN use the same one.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('A', 'if two devices happen to use the same source port, the router remaps one of them'),
    rfc(4787, '4.2.1'),
    rfc(3022, '2.2'),
    man('nft', 8, 'NAT STATEMENTS'),
  ],
  why:
    'What must not be equal is the whole 4-tuple, and the destination is part of it. Linux leaves a source port as it is ' +
    'if the 4-tuple that comes of it is free. Two flows from equal ports to different servers, or to different ports of ' +
    'one server, can be told apart by the other end alone, so both keep their port. Only a second flow to the same ' +
    'address and port makes the router choose another. RFC 4787 calls this port overloading, and advises against it.',
  method: [
    'alice and bob bind the same source port, and connect to the same server and port.',
    'The same to two different servers, and to two different ports of one server.',
    'Source ports of the SYNs that leave the router are compared.',
  ],
  byHand: [
    { run: 'nc -p 4000 203.0.113.80 3490', see: 'on alice; on bob the same to 203.0.113.81' },
    { run: 'conntrack -L -p tcp --sport 4000', see: 'on the router: both entries have dport=4000 in their replies' },
  ],
  mutants: [routerNeverKeepsThePort, routerDoesNotTranslate, routerHasOnePort, portsOutsideCollapse],

  experiment: scenario(
    nat({ inside: ['alice', 'bob'], outside: ['server', 'other'] }),
    async ({ alice, bob, router, server, other }, { port, say, answered }) => {
      const open = async (host: Host, source: number, to: InetAddress) => {
        const socket = await host.tcp({ label: host.name, set: { SO_REUSEADDR: true } })
        await socket.bind(host.at(source))
        return (await answered(socket.tryConnect(to))).errno
      }
      /**
       * Both hosts connect from the same port, another one each time: an inner endpoint that has a mapping keeps it
       * for further destinations. Gives their errors, and whom the SYNs came from outside.
       */
      const both = async (what: string, source: number, first: InetAddress, second: InetAddress) => {
        say(what)
        const errors = [await open(alice, source, first), await open(bob, source, second)]
        const syns = router.wire
          .packets()
          .filter(({ link, direction, flags }) => link === 'wan' && direction === 'out' && flags === 'SYN')
        const from = (to: InetAddress) =>
          syns.filter((syn) => syn.to === `${to.address}:${to.port}`).map((syn) => syn.from)
        return { errors, from: [...new Set(first === second ? from(first) : [...from(first), ...from(second)])] }
      }
      const service = async (host: Host) => {
        const address = host.at(port())
        await host.listener(address.port)
        return address
      }
      const same = await service(server)
      return {
        same: await both('to the same server and port', 4000, same, same),
        servers: await both('to two servers', 4001, await service(server), await service(other)),
        ports: await both('to two ports of one server', 4002, await service(server), await service(server)),
      }
    },
  ),

  judge: ({ same, servers, ports }) => [
    trueWhen(
      'both flows go to the same address and port',
      equal(same.errors, [null, null], 'errors of connect()'),
      equal(same.from[0] ?? null, `${ROUTER}:4000`, 'where alice’s SYN comes from, outside'),
      equal(same.from[1]?.split(':')[0] ?? null, ROUTER, 'the address that bob’s SYN comes from, outside'),
      equal(same.from.length, 2, 'places that the SYNs come from, outside: bob’s is not alice’s'),
    ),
    butNot(
      'they go to two servers',
      equal(servers.errors, [null, null], 'errors of connect()'),
      equal(servers.from, [`${ROUTER}:4001`], 'where both SYNs come from, outside'),
    ),
    butNot(
      'they go to two ports of one server',
      equal(ports.errors, [null, null], 'errors of connect()'),
      equal(ports.from, [`${ROUTER}:4002`], 'where both SYNs come from, outside'),
    ),
  ],
})
