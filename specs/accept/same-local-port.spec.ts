import {
  addressText,
  claim,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  scenario,
  TCP_KINDS,
  textOf,
} from '../../harness/index.ts'
import { acceptedHaveNewPorts } from '../../harness/sockets/mutants/accept/accepted-port.ts'
import { dataFromANewPort } from '../../harness/wire/mutants/ports.ts'

export default claim({
  says: 'The socket that accept() returns has the listener’s port, not one of its own: every segment of every client goes to that one port.',
  level: 'must',
  reading: 'holds',
  sources: [posix('accept'), man('accept', 2), rfc(9293, '3.3.1'), rfc(9293, '3.10.7.2')],
  why:
    'It is a common belief that the server moves each client to a new port. It could not: the client has sent its SYN to ' +
    'the listener’s port and takes only segments from there for its own. The connections are told apart by the client’s ' +
    'address and port, so one local port serves any number of them, and a server does not run out of ports by accepting. ' +
    'Only the address is filled in: a listener at the wildcard address gives sockets with the one that the client named.',
  method: [
    'Servers listen at one address, and at the wildcard address; three clients connect to each and are accepted.',
    'The address of each accepted socket is asked, and each exchanges a message with its client.',
    'The server’s ports in all segments, and in the kernel’s table, are read.',
  ],
  byHand: [
    { run: 'python3 -m http.server 3490', see: 'Serving HTTP on 0.0.0.0 port 3490' },
    {
      run: 'nc -d 127.0.0.1 3490 & nc -d 127.0.0.1 3490 & ss -tan "sport = 3490"',
      see: 'LISTEN and ESTAB, all with local port 3490',
    },
    { run: 'tcpdump -nc 9 -i lo tcp', see: 'no other port on the server’s side' },
  ],
  mutants: [acceptedHaveNewPorts, dataFromANewPort],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), ({ client, server }, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const serve = async (bound: 'specific' | 'wildcard') => {
        tools.say(`bound to a ${bound} address`)
        const port = tools.port()
        const listener = await server.open(kind, { label: 'listener' })
        await listener.bind(bound === 'specific' ? kind.at(server, port) : kind.any(port))
        await listener.listen(CLIENTS)
        const seen = { locals: [] as string[], replies: [] as string[], servers: [] as (number | null)[] }
        for (let number = 1; number <= CLIENTS; number += 1) {
          const earlier = client.wire.packets().length
          const near = await client.connect(kind.at(server, port), { label: `client ${number}` })
          const far = await listener.accept([], `accepted ${number}`)
          seen.locals.push(addressText(await far.localAddress()))
          await far.send('hello')
          seen.replies.push(textOf(await tools.answered(near.tryRecv(5))))
          const own = await near.localPort()
          // An earlier connection to another listener may have had the same port of the client.
          const segments = client.wire
            .packets()
            .slice(earlier)
            .filter(({ sourcePort, destinationPort }) => sourcePort === own || destinationPort === own)
          seen.servers.push(...segments.map((one) => (one.direction === 'in' ? one.sourcePort : one.destinationPort)))
        }
        const table = server.tcpTable(port).map(({ localPort, state }) => `${state} ${localPort}`)
        return { ...seen, servers: [...new Set(seen.servers)], table, port, named: addressText(kind.at(server, port)) }
      }
      return { specific: await serve('specific'), wildcard: await serve('wildcard') }
    }),
  ),

  judge: (all) =>
    ofEachKind(all, (seen) =>
      (['specific', 'wildcard'] as const).flatMap((bound) => {
        const { locals, replies, servers, table, port, named } = seen[bound]
        const where = `listener at ${bound === 'specific' ? 'one' : 'the wildcard'} address`
        return [
          equal(locals, Array(CLIENTS).fill(named), `${where}: address and port of the accepted sockets`),
          equal(replies, Array(CLIENTS).fill('hello'), `${where}: what the clients get from them`),
          equal(servers, [port], `${where}: ports of the server in the segments of the three connections`),
          equal(
            table.toSorted(),
            [...Array(CLIENTS).fill(`ESTABLISHED ${port}`), `LISTEN ${port}`],
            `${where}: sockets and their local ports in the kernel’s table`,
          ),
        ]
      }),
    ),
})

/** Clients of each listener: a second one tells a port of its own from the listener's, a third one a second port for all. */
const CLIENTS = 3
