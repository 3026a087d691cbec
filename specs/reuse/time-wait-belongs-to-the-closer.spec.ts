import {
  claim,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  rfc,
  type Socket,
  type SocketKind,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { noTimeWait } from '../../harness/lab/mutants/sysctls.ts'
import { portStaysTaken } from '../../harness/sockets/mutants/bind/bind.ts'
import { closeAlwaysResets } from '../../harness/sockets/mutants/close/close.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { reuseaddrByItself } from '../../harness/sockets/mutants/reuse/reuse.ts'

/** On a busy machine a FIN may be repeated, and the reset that answers the answer would end TIME_WAIT (RFC 1337). */
const LAB = lan(['client', 'server'], { carried: true, ipv6: true, sysctls: { 'ipv4.tcp_rfc1337': '1' } })

/** Who closes, and how. */
type Closing = 'server first' | 'client first' | 'both at once' | 'server resets'

export default claim({
  says:
    'Who closes first keeps the connection in TIME_WAIT, and its local port taken; the other side keeps nothing. When both ' +
    'close at once both keep it, and after a reset neither does.',
  level: 'must',
  reading: 'holds',
  sources: [rfc(9293, '3.6'), rfc(9293, '3.6.1'), rfc(9293, '3.5.3'), man('tcp', 7, 'tcp_rfc1337'), rfc(1337)],
  behaviours: [91],
  why:
    'The last ACK of a connection is itself acknowledged by nobody. Who sends it cannot know that it arrived, so it must ' +
    'stay to send it again, and that is who was the first to send FIN. The other side knows, when that ACK has ' +
    'come, that all is done. If the FINs cross on the wire, each side sends such an ACK. A reset asks for no ' +
    'acknowledgment. So a server that lets its clients close first has no TIME_WAIT to care about.',
  method: [
    'A connection is closed: by the server first, by the client first, by both while the link holds their FINs back, or by a reset.',
    'Who reads end-of-file closes too, and the server closes its listener. With tcp_rfc1337 no late reset can end TIME_WAIT.',
    'What the table of each host still has of the connection is read, and a new socket without options binds the local port of each side.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); s.close()"`,
      see: 'closes first',
    },
    {
      run: 'nc -d 127.0.0.1 3490; sleep 1; ss -tan "sport = 3490 or dport = 3490"',
      see: 'one line: TIME-WAIT at 127.0.0.1:3490',
    },
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3491)).accept(); s.recv(1); s.close()"`,
      see: 'closes second: after nc -z 127.0.0.1 3491, ss shows TIME-WAIT at the client’s port',
    },
  ],
  mutants: [
    noTimeWait,
    closeAlwaysResets,
    optionIgnored('SO_LINGER'),
    reuseaddrByItself,
    portStaysTaken,
    reportsInstead('bind', 'EADDRINUSE', 'EADDRNOTAVAIL'),
  ],

  experiment: scenario(LAB, (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const closed = async (closing: Closing) => {
        tools.say(closing)
        const port = tools.port()
        const ends = await pair(hosts, port, { kind })
        const from = await ends.client.localPort()
        await ends.listener.close()

        let between: string[] = []
        if (closing === 'both at once') {
          tools.link.holdBack()
          await ends.server.close()
          await ends.client.close()
          await tools.until(
            'both FINs to be on the link',
            () => new Set(tools.link.held().map((frame) => frame.from)).size,
            (senders) => senders === 2,
          )
          between = [...left(hosts.server, port), ...left(hosts.client, port)]
          tools.link.pass()
        } else {
          if (closing === 'server resets') await ends.server.set('SO_LINGER', { onoff: true, linger: 0 })
          const [first, second] = closing === 'client first' ? [ends.client, ends.server] : [ends.server, ends.client]
          await first.close()
          await tools.answered(second.tryRecv(1))
          await second.close()
        }
        const kept = (host: Host) =>
          tools.eventually(
            () => left(host, port),
            (states) => states.every((state) => state === 'TIME_WAIT'),
          )
        return {
          between,
          server: { kept: await kept(hosts.server), bind: await bindAgain(hosts.server, kind, port) },
          client: { kept: await kept(hosts.client), bind: await bindAgain(hosts.client, kind, from) },
        }
      }
      return {
        server: await closed('server first'),
        client: await closed('client first'),
        both: await closed('both at once'),
        reset: await closed('server resets'),
      }
    }),
  ),

  judge: (seen) => {
    const [taken, free] = [
      { kept: ['TIME_WAIT'], bind: 'EADDRINUSE' },
      { kept: [], bind: null },
    ]
    return ofEachKind(seen, ({ server, client, both, reset }) => [
      equal(server.server, taken, 'the server closes first: what its host keeps, and error of bind()'),
      equal(server.client, free, 'the server closes first: the same of the client’s'),
      equal(client.client, taken, 'the client closes first: what its host keeps, and error of bind()'),
      equal(client.server, free, 'the client closes first: the same of the server’s'),
      equal(both.between, ['FIN_WAIT1', 'FIN_WAIT1'], 'both close: states while the FINs are on the link'),
      equal(both.server, taken, 'both close: what the server’s host keeps, and error of bind()'),
      equal(both.client, taken, 'both close: the same of the client’s'),
      equal(reset.server, free, 'the server resets: what its host keeps, and error of bind()'),
      equal(reset.client, free, 'the server resets: the same of the client’s'),
    ])
  },
})

/** The states of what a host’s kernel still has of a connection, by the server’s port. */
function left(host: Host, port: number): string[] {
  return host.tcpTable(port).map(({ state }) => state)
}

/** What bind() of a new socket to a port of this host reports. */
async function bindAgain(host: Host, kind: SocketKind, port: number): Promise<string | null> {
  const socket: Socket = await host.open(kind, { label: 'again' })
  const { errno } = await socket.tryBind(kind.at(host, port))
  await socket.close()
  return errno
}
