import { claim, equal, type Host, inet, material, nat, rfc, scenario, sysctl, type Tools } from '../../harness/index.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { oneSourceIsFiltered } from '../../harness/sockets/mutants/udp/forged-datagrams.ts'

export default claim({
  says: 'A router that filters by the reverse path drops packets whose source does not belong to the side that they come from (BCP 38); a forged source of the attacker’s own subnet passes.',
  level: 'should',
  reading: 'holds',
  sources: [
    material('A', 'modern routers apply ingress filtering (BCP 38) and drop packets with suspicious source addresses'),
    rfc(2827, '3'),
    rfc(3704, '2.2'),
    rfc(3704, '2.4'),
    sysctl('net.ipv4.conf.all.rp_filter'),
  ],
  why:
    'A router that forwards by destination alone carries any source. With rp_filter = 1 it asks its own routing table by ' +
    'which interface it would answer that source, and drops what comes in by another one. The network of the attacker ' +
    'lies behind the interface that the packet came from, so each address of it passes: the filter keeps forgeries from ' +
    'leaving the network of the forger, and tells where they come from, but does not end them. The loose form, ' +
    'rp_filter = 2, only asks whether there is a way back at all.',
  method: [
    'On the inner side of a router that does not translate, an attacker sends datagrams to a server outside.',
    'Their sources are a host of the outer side, an address to which the router has no route, a neighbour of the attacker, and its own.',
    'What the server receives, and from whom, is observed with rp_filter 1 (strict), 2 (loose) and 0 (none) at the router.',
  ],
  byHand: [
    { run: 'sysctl -w net.ipv4.conf.all.rp_filter=1', see: 'on the router, of whose interfaces eth0 is the inner one' },
    {
      run: 'tcpdump -ni any "udp port 3490"',
      see: 'on the router, before the next command: what comes in by eth0 does not go out',
    },
    { run: 'hping3 -q -2 -c 1 -a 198.51.100.9 -p 3490 203.0.113.80', see: 'on a host of the inner side' },
    { run: 'nstat -az TcpExtIPReversePathFilter', see: 'on the router: 1 more' },
  ],
  mutants: [
    sysctlSetTo('ipv4.conf.all.rp_filter', '0', 'the router carries any source'),
    sysctlSetTo('ipv4.conf.all.rp_filter', '2', 'the router drops only what it has no route to'),
    oneSourceIsFiltered('10.77.1.12', 'the router drops every source but the sender’s own'),
    oneSourceIsFiltered('198.51.100.9', 'a router without the filter drops sources too'),
  ],

  experiment: scenario(
    nat(
      { inside: ['attacker', 'neighbour'], outside: ['server', 'bystander'] },
      {
        rules: { translation: 'none' },
        sysctls: { 'ipv4.conf.all.rp_filter': '1', 'ipv4.conf.eth0.rp_filter': '0' },
      },
    ),
    async (hosts, tools) => {
      const strict = await forge(hosts, tools)
      hosts.router.setSysctl('ipv4.conf.all.rp_filter', '2')
      const loose = await forge(hosts, tools)
      hosts.router.setSysctl('ipv4.conf.all.rp_filter', '0')
      return { strict, loose, none: await forge(hosts, tools) }
    },
  ),

  judge: ({ strict, loose, none }) => [
    equal(strict.arrived, ['neighbour', 'attacker'], 'sources that pass a strict filter'),
    equal(strict.dropped, 2, 'packets that it counts as dropped (IPReversePathFilter)'),
    equal(loose.arrived, ['bystander', 'neighbour', 'attacker'], 'sources that pass a loose filter'),
    equal(loose.dropped, 1, 'packets that it counts as dropped'),
    equal(none.arrived, ['bystander', 'nobody', 'neighbour', 'attacker'], 'sources that pass without a filter'),
    equal(none.dropped, 0, 'packets that are counted as dropped'),
  ],
})

/** Sends a datagram of each source to the server, the attacker’s own last; tells which arrive. */
async function forge(
  hosts: Readonly<Record<'attacker' | 'neighbour' | 'router' | 'server' | 'bystander', Host>>,
  { port, answered }: Tools,
) {
  const { attacker, neighbour, router, server, bystander } = hosts
  const to = server.at(port())
  const receiver = await server.udp()
  await receiver.bind(to)
  const dropped = router.counting('TcpExt.IPReversePathFilter')
  const sources = {
    bystander: bystander.at(4000),
    nobody: inet('198.51.100.9', 4000),
    neighbour: neighbour.at(4000),
    attacker: attacker.at(4000),
  }
  for (const [name, from] of Object.entries(sources)) attacker.forge({ from, to, udp: name })
  const arrived: string[] = []
  while (arrived.at(-1) !== 'attacker') {
    const { value } = await answered(receiver.tryRecvFrom(100))
    if (value === null) break
    arrived.push(Buffer.from(value.bytes).toString())
  }
  return { arrived, dropped: dropped() }
}
