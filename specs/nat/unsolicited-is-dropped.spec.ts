import { butNot, claim, equal, man, nat, rfc, scenario, sysctl, textOf, trueWhen } from '../../harness/index.ts'
import { routerDoesNotTranslate, rulesDropNothing } from '../../harness/lab/mutants/nat.ts'
import { connectReports } from '../../harness/sockets/mutants/connect/connect.ts'
import { listenDoesNothing } from '../../harness/sockets/mutants/listen/listen.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** Lets in from outside only what belongs to a flow that began inside. */
const FORWARD_FILTER = `
  chain forward {
    type filter hook forward priority filter; policy drop;
    ct state established,related accept
    iifname "eth0" accept
  }`

/** The public address of the router. */
const ROUTER = '203.0.113.1'

export default claim({
  says: 'NAT keeps out what nobody inside has asked for.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    rfc(4787, '5'),
    rfc(2993, '9'),
    rfc(4864, '2.2'),
    man('nft', 8, 'NAT STATEMENTS'),
    sysctl('net.ipv4.ip_forward'),
  ],
  why:
    'Translating and filtering are two things. Masquerading rewrites flows that begin inside; a packet from outside that ' +
    'belongs to none of them is left as it is. If it is for the router’s own address the router takes it itself. If it is ' +
    'for a private address, which a neighbour on the outer link can send there, the router forwards it like any other. ' +
    'What keeps strangers out is a rule that drops what is not part of a flow that began inside.',
  method: [
    'A stranger on the outer link sends a datagram to the private address of a LAN host, through the router.',
    'It connects to the router’s public address, where nobody listens, and where a program of the router does.',
    'Then the router gets a filter, and the stranger sends again; a reply that the LAN host asked for comes after it.',
  ],
  byHand: [
    {
      run: 'ip route add 10.77.1.0/24 via 203.0.113.1 && nc -u 10.77.1.11 3490',
      see: 'on the stranger: it gets through',
    },
    { run: 'nft list ruleset', see: 'on the router: a chain with hook forward, or none' },
  ],
  mutants: [
    rulesDropNothing,
    routerDoesNotTranslate,
    segmentsUnseen('RST, ACK'),
    connectReports('ETIMEDOUT'),
    listenDoesNothing,
  ],

  experiment: scenario(
    nat({ inside: ['alice'], outside: ['server', 'stranger'] }),
    async ({ alice, router, server, stranger }, { port, say, until, answered }) => {
      /** Has the stranger send to alice’s private address, and then the server answer what alice asked. */
      const knock = async () => {
        const address = alice.at(port())
        const asked = await alice.udp({ label: 'alice' })
        await asked.bind(address)
        const service = await server.udp({ label: 'service' })
        const served = server.at(port())
        await service.bind(served)
        await asked.sendTo(served, 'question')
        const { from } = await service.recvFrom(100)
        const unasked = await stranger.udp({ label: 'stranger' })
        await unasked.sendTo(address, 'unasked')
        await until(
          'the stranger’s datagram to come to the router',
          () =>
            router.wire
              .udp(address.port)
              .some(({ direction, from }) => direction === 'in' && from.startsWith(stranger.ip)),
          (came) => came,
        )
        if (from !== null) await service.sendTo(from, 'answer')
        const first = textOf(await answered(asked.tryRecv(100)))
        const second = first === 'unasked' ? textOf(await answered(asked.tryRecv(100))) : null
        const inLan = router.wire.udp(address.port).filter((packet) => {
          return packet.link === 'lan' && packet.from.startsWith(stranger.ip)
        })
        return {
          heard: second === null ? [first] : [first, second],
          inLan: inLan.length,
          seenAs: from?.family === 'AF_INET' ? from.address : null,
        }
      }

      say('masquerading alone')
      const alone = await knock()
      const closed = { ...server.at(port()), address: ROUTER }
      const refused = await answered((await stranger.tcp({ label: 'stranger' })).tryConnect(closed))
      const answer = router.wire
        .tcp(closed.port)
        .filter(({ direction }) => direction === 'out')
        .map(({ flags }) => flags)
      const open = { ...closed, port: port() }
      const listener = await router.tcp({ label: 'service of the router' })
      await listener.bind(open)
      await listener.listen(5)
      const accepted = await answered((await stranger.tcp({ label: 'stranger' })).tryConnect(open))

      say('with a filter')
      router.loadRules(FORWARD_FILTER)
      const filtered = await knock()
      return { alone, refused: refused.errno, answer, accepted: accepted.errno, filtered }
    },
  ),

  judge: ({ alone, refused, answer, accepted, filtered }) => [
    trueWhen(
      'the router has a filter that drops what does not belong to a flow from inside',
      equal(filtered.seenAs, ROUTER, 'whom the server sees alice’s question come from'),
      equal(filtered.inLan, 0, 'packets of the stranger that came into the LAN'),
      equal(filtered.heard, ['answer'], 'what alice heard'),
    ),
    butNot(
      'the router only masquerades, and the packet is for a private address',
      equal(alone.seenAs, ROUTER, 'whom the server sees alice’s question come from'),
      equal(alone.inLan, 1, 'packets of the stranger that came into the LAN'),
      equal(alone.heard, ['unasked', 'answer'], 'what alice heard'),
    ),
    butNot(
      'the packet is for the router’s public address: the router itself answers',
      equal(refused, 'ECONNREFUSED', 'error of connect() to a port where nobody listens'),
      equal(answer, ['RST, ACK'], 'what the router sent for it'),
      equal(accepted, null, 'error of connect() to a port where a program of the router listens'),
    ),
  ],
})
