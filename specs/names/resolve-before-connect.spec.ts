import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import type { Host } from '../../harness/index.ts'
import {
  claim,
  equal,
  lan,
  man,
  material,
  posix,
  queriedNames,
  rfc,
  scenario,
  serveNames,
} from '../../harness/index.ts'
import { datagramsUnseen } from '../../harness/wire/mutants/datagrams-unseen.ts'

/** Connects to a host, which may be a name, as course material writes it, when it is told to. */
const PROGRAM = `
import socket, sys
sys.stdin.readline()
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
s.connect((sys.argv[1], int(sys.argv[2])))
print('connected to', s.getpeername()[0])
`

/** Python that asks the name server whatever the host is. */
const asksForNumbersToo = pythonWith(
  'python-asks-for-numbers-too',
  'connect() asks the name server for numeric addresses too',
  `
import socket
connect = socket.socket.connect
def asking(self, address):
    try: socket.gethostbyname('number.' + address[0].replace('.', '-'))
    except socket.gaierror: pass
    return connect(self, address)
socket.socket.connect = asking
`,
)

/** Python that connects first, and asks for the name when it is connected. */
const asksAfterwards = pythonWith(
  'python-asks-afterwards',
  'connect() sends its SYN before the name is asked for',
  `
import socket
connect, known = socket.socket.connect, {'server.example': '10.77.0.13'}
def late(self, address):
    connect(self, (known.get(address[0], address[0]), address[1]))
    if address[0] in known: socket.gethostbyname(address[0])
socket.socket.connect = late
`,
)

export default claim({
  says: 'Given a name that only the name server knows, Python’s connect() resolves it first: a query leaves before the first SYN.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'a name is resolved to an address by DNS first, which connect() does on its own in Python'),
    rfc(1034, '5.2'),
    rfc(1123, '6.1'),
    posix('getaddrinfo'),
    posix('connect'),
    man('nsswitch.conf', 5),
  ],
  why:
    'The system call connect() takes an address only. Python’s method of that name takes a name too, and asks the ' +
    'resolver of the C library (getaddrinfo) before it calls connect(). The resolver looks into the file of hosts first, ' +
    'and asks a name server for what is not there. A numeric address it reads off the text, and asks nobody.',
  method: [
    'A program connects to a server by a name that only the lab’s name server knows.',
    'It connects by a name that stands in its file of hosts, and by a numeric address.',
    'Queries and SYNs that leave its host are read off the wire, in their order.',
  ],
  byHand: [
    { run: 'tcpdump -ni any "udp port 53 or tcp[tcpflags] == tcp-syn"', see: 'A? and the name, and then the SYN' },
    {
      run: 'python3 -c "import socket, sys; s = socket.socket(); s.connect((sys.argv[1], 80))" localhost',
      see: 'a SYN and no query',
    },
    { run: 'getent ahostsv4 localhost', see: 'what the resolver gives' },
  ],
  mutants: [asksForNumbersToo, asksAfterwards, datagramsUnseen],

  experiment: scenario(
    lan(['client', 'dns', 'server'], { needs: ['python3'] }),
    async ({ client, dns, server }, tools) => {
      await serveNames(dns, { 'server.example': server.ip })
      const names = { hostname: 'client', hosts: { localhost: '127.0.0.1', neighbour: server.ip }, nameServer: dns.ip }
      const address = server.at(tools.port())
      await server.listener(address.port)
      const start = (name: string) => client.start('python3', ['-c', PROGRAM, name, String(address.port)], names)
      const programs = [start('server.example'), start('neighbour'), start(server.ip)] as const
      tools.say('by a name that only the name server knows')
      const byName = await connect(programs[0], client)
      tools.say('by a name in its file of hosts')
      const byHostsFile = await connect(programs[1], client)
      tools.say('by a numeric address')
      return { byName, byHostsFile, byNumber: await connect(programs[2], client) }
    },
  ),

  judge: ({ byName, byHostsFile, byNumber }) => [
    equal(
      byName.order,
      ['A server.example', 'SYN'],
      'what leaves, in order, for a name that only the name server knows',
    ),
    equal(byName.printed, ['connected to 10.77.0.13'], 'what the program prints then'),
    equal(byHostsFile.order, ['SYN'], 'what leaves for a name in the file of hosts'),
    equal(byHostsFile.printed, ['connected to 10.77.0.13'], 'what the program prints then'),
    equal(byNumber.order, ['SYN'], 'what leaves for a numeric address'),
    equal(byNumber.printed, ['connected to 10.77.0.13'], 'what the program prints then'),
  ],
})

/** Has a program connect; gives the queries and SYNs that left its host, and what it printed. */
async function connect(program: ReturnType<Host['start']>, client: Host) {
  const before = client.wire.packets().length
  program.tell('connect')
  await program.ended()
  const left = client.wire
    .packets()
    .slice(before)
    .filter(({ direction }) => direction === 'out')
  const order = left.flatMap((packet) => (packet.flags === 'SYN' ? ['SYN'] : queriedNames([packet])))
  return { order, printed: [...program.printed] }
}
