import {
  butNot,
  claim,
  endings,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  rfc,
  type Schedule,
  scenario,
  sysctl,
  TCP_KINDS,
  trueWhen,
} from '../../harness/index.ts'
import { linkDuplicatesNothing } from '../../harness/lab/mutants/link.ts'
import { sysctlSetTo } from '../../harness/lab/mutants/sysctls.ts'
import { reportsInstead, succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

/**
 * The link copies the server’s FIN, its next frame, and keeps the copy: as many frames as it waits for never come. Should
 * a busy machine have the FIN sent again, that is lost, for it would be another copy.
 */
const SCHEDULE: Schedule = [
  { from: 'server', frame: 1, fault: 'duplicate', by: 99 },
  ...[2, 3, 4, 5].map((frame) => ({ from: 'server', frame, fault: 'lose' }) as const),
]

export default claim({
  says: 'TIME_WAIT holds a closed connection, and its port, for its whole time, whatever late segments come.',
  level: 'must',
  reading: 'qualified',
  sources: [
    rfc(9293, '3.6.1'),
    rfc(9293, '3.10.7.4'),
    rfc(1337),
    man('tcp', 7, 'tcp_rfc1337'),
    sysctl('net.ipv4.tcp_rfc1337'),
  ],
  why:
    'TIME_WAIT is there for late segments: it answers them with an ACK. But the other side has forgotten the connection, ' +
    'and so answers that ACK with a reset; and a reset, says the standard, ends a connection in any state. So one copy ' +
    'of an old segment is enough to kill what should outlive it, and the next connection with the same addresses and ' +
    'ports is no longer protected. With tcp_rfc1337 Linux ignores resets in TIME_WAIT; by default it does not.',
  method: [
    'The client closes first, then the server. The link makes a copy of the server’s FIN, and keeps it until the client is in TIME_WAIT and the server has forgotten the connection.',
    'Then it lets the copy go: the client’s host answers it, and the server’s host answers that with a reset.',
    'The client’s table and what bind() to its port reports are observed before and after: with tcp_rfc1337 and without.',
  ],
  byHand: [
    { run: 'sysctl net.ipv4.tcp_rfc1337', see: '0 by default: a reset ends TIME_WAIT' },
    {
      run: 'tcpdump -ni any "tcp[tcpflags] & tcp-rst != 0" &',
      see: 'now and then on a busy client: Flags [R] from a server that has closed long ago',
    },
  ],
  mutants: [
    sysctlSetTo('ipv4.tcp_rfc1337', '0', 'a reset ends TIME_WAIT although tcp_rfc1337 is asked for'),
    linkDuplicatesNothing,
    succeedsInstead('bind', 'EADDRINUSE', 0),
    reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL'),
    flagSeenAs('RST', 'FIN'),
  ],

  experiment: scenario(
    lan(['client', 'server'], { carried: true, ipv6: true, sysctls: { 'ipv4.tcp_rfc1337': '1' } }),
    async (hosts, tools) => {
      const { client, server } = hosts
      const late = () =>
        overKinds(TCP_KINDS, tools, async (kind) => {
          const port = tools.port()
          const ends = await pair(hosts, port, { kind })
          const address = kind.at(client, await ends.client.localPort())
          await ends.listener.close()
          const bind = async () => {
            const socket = await client.open(kind, { label: 'next' })
            const { errno } = await socket.tryBind(address)
            await socket.close()
            return errno
          }
          await ends.client.close()
          await tools.answered(ends.server.tryRecv(1))
          await tools.eventually(
            () => left(client, port),
            ([state]) => state === 'FIN_WAIT2',
          )
          tools.link.obey(SCHEDULE)
          await ends.server.close()
          const forgotten = await tools.eventually(
            () => left(server, port),
            (states) => states.length === 0,
          )
          const before = { client: left(client, port), server: forgotten, bind: await bind() }
          tools.say('the copy arrives')
          const answers = endings(client.wire.tcp(port), 'in').length
          tools.link.pass()
          const resets = () => endings(client.wire.tcp(port), 'in').slice(answers)
          const answer = await tools.eventually(resets, (flags) => flags.length > 0)
          const keeps = client.sysctl('ipv4.tcp_rfc1337') === '1'
          const after = await tools.eventually(
            () => left(client, port),
            (states) => keeps || states.length === 0,
          )
          return { before, answer, after: { client: after, bind: await bind() } }
        })
      tools.say('tcp_rfc1337 is 1')
      const ignored = await late()
      tools.say('tcp_rfc1337 is 0')
      client.setSysctl('ipv4.tcp_rfc1337', '0')
      return { ignored, obeyed: await late() }
    },
  ),

  judge: ({ ignored, obeyed }) => {
    const held = { client: ['TIME_WAIT'], bind: 'EADDRINUSE' }
    return [
      ...trueWhen(
        'tcp_rfc1337 is 1',
        ...ofEachKind(ignored, ({ before, answer, after }) => [
          equal(before, { ...held, server: [] }, 'what the hosts keep, and error of bind(), before the copy comes'),
          equal(answer, ['RST'], 'what the server’s host says in the end'),
          equal(after, held, 'what the client’s host keeps, and error of bind(), after it'),
        ]),
      ),
      ...butNot(
        'tcp_rfc1337 is 0, as by default: the reset that a late copy brings about ends TIME_WAIT',
        ...ofEachKind(obeyed, ({ before, answer, after }) => [
          equal(before, { ...held, server: [] }, 'what the hosts keep, and error of bind(), before the copy comes'),
          equal(answer, ['RST'], 'what the server’s host says in the end'),
          equal(after, { client: [], bind: null }, 'what the client’s host keeps, and error of bind(), after it'),
        ]),
      ),
    ]
  },
})

/** The states of what a host’s kernel still has of a connection, by the server’s port. */
function left(host: Host, port: number): string[] {
  return host.tcpTable(port).map(({ state }) => state)
}
