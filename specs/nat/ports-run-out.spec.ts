import type { Host } from '../../harness/index.ts'
import { addressText, atLeast, claim, equal, kernel, man, nat, rfc, scenario } from '../../harness/index.ts'
import { routerDoesNotTranslate, routerHasAllPorts, routerHasOnePort } from '../../harness/lab/mutants/nat.ts'
import { onlyOneDestination } from '../../harness/sockets/mutants/connect/connect.ts'

const FIRST = 5000
const PORTS = 3

export default claim({
  says: 'A router that has n public ports to give carries n flows to one destination; one more is dropped without a word.',
  level: 'platform',
  reading: 'holds',
  sources: [
    rfc(6888, '3'),
    rfc(3022, '2.2'),
    kernel('networking/nf_conntrack-sysctl'),
    man('nft', 8, 'NAT STATEMENTS'),
  ],
  why:
    'Flows to the same address and port need different public ports, so the range limits how many there can be at a time. ' +
    'When Linux finds no free one it cannot put the flow into its table, and drops the packet: insert_failed counts it. ' +
    'Nobody is told. The client sees what it sees when a cable is cut, and repeats its SYN. To another destination every ' +
    'port can be used once more.',
  method: [
    `The router masquerades to ${PORTS} ports. Two LAN hosts open that many connections to one server, and then one more.`,
    'Where that one’s SYN is seen, the state of its socket, and the router’s counter are observed.',
    'Then another connection goes to another port of the server.',
  ],
  byHand: [
    {
      run: 'nft add rule ip nat postrouting oifname eth1 meta l4proto tcp masquerade to :5000-5002',
      see: 'on the router; then a fourth nc to the same server hangs',
    },
    { run: 'conntrack -S', see: 'insert_failed grows with each SYN' },
  ],
  mutants: [routerHasAllPorts, routerHasOnePort, routerDoesNotTranslate, onlyOneDestination],

  experiment: scenario(
    nat(
      { inside: ['alice', 'bob'], outside: ['server'] },
      { rules: { translation: 'masquerade', ports: [FIRST, FIRST + PORTS - 1] } },
    ),
    async ({ alice, bob, router, server }, { port, say, eventually, answered }) => {
      const failed = () => router.conntrackCounter('insert_failed')
      const address = server.at(port())
      await server.listener(address.port)
      const open = async (host: Host, label: string) =>
        (await answered((await host.tcp({ label })).tryConnect(address))).errno
      const errors: (string | null)[] = []
      for (let flow = 1; flow <= PORTS; flow += 1) errors.push(await open(flow % 2 === 0 ? bob : alice, `flow ${flow}`))

      say('one more')
      const before = failed()
      const one = await bob.tcp({ label: 'one more', nonblocking: true })
      await one.tryConnect(address)
      const counted = await eventually(
        () => failed() - before,
        (count) => count > 0,
      )
      router.note(`insert_failed grew by ${counted}`)
      const state = await bob.tcpState(one)
      const source = await one.localPort()
      const seen = (link: string) => router.wire.tcp(address.port).filter((packet) => packet.link === link)
      const outside = new Set(seen('wan').map(({ sourcePort }) => sourcePort))
      outside.delete(address.port)
      const answers = seen('lan').filter(({ to }) => to === addressText(bob.at(source))).length

      say('to another destination')
      const other = server.at(port())
      await server.listener(other.port)
      const elsewhere = await answered((await bob.tcp({ label: 'elsewhere' })).tryConnect(other))
      return { errors, counted, state, outside: [...outside].toSorted(), answers, elsewhere: elsewhere.errno }
    },
  ),

  judge: ({ errors, counted, state, outside, answers, elsewhere }) => [
    equal(errors, [null, null, null], 'errors of the first connect()s'),
    equal(outside, [5000, 5001, 5002], 'source ports of all flows outside'),
    equal(state, 'SYN_SENT', 'state of the further client'),
    atLeast(counted, 1, 'insertions into the table that failed'),
    equal(answers, 0, 'packets that told the further client anything'),
    equal(elsewhere, null, 'error of connect() to another port of the server'),
  ],
})
