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

const PROGRAM = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
try:
    s.connect((sys.argv[1], int(sys.argv[2])))
    print('connected')
except OSError as e:
    names = {v: n for n, v in vars(socket).items() if n.startswith('EAI_')}
    print(type(e).__name__, names.get(e.errno, e.errno))
`

/** Python that tries a well-known place when a name does not resolve. */
const triesElsewhere = pythonWith(
  'python-tries-elsewhere',
  'connect() goes on to another address when the name does not resolve',
  `
import socket
connect = socket.socket.connect
def elsewhere(self, address):
    try: connect(self, address)
    except socket.gaierror:
        try: connect(self, ('10.77.0.13', address[1]))
        except OSError: pass
        raise
socket.socket.connect = elsewhere
`,
)

/** Python that tells a failure to resolve as a connection that was refused. */
const saysRefused = pythonWith(
  'python-says-refused',
  'a name that does not resolve looks like a server that refuses',
  `
import socket
connect = socket.socket.connect
def refusing(self, address):
    try: connect(self, address)
    except socket.gaierror: raise ConnectionRefusedError(111, 'Connection refused')
socket.socket.connect = refusing
`,
)

export default claim({
  says: 'A name that does not resolve raises gaierror in Python, and no SYN is sent.',
  level: 'platform',
  reading: 'holds',
  sources: [
    material('A', 'the name has to be resolved to an address before a connection can be made'),
    posix('getaddrinfo'),
    man('getaddrinfo', 3, 'RETURN VALUE'),
    rfc(1034, '4.3.1'),
  ],
  why:
    'Without an address there is nobody to send a SYN to. The resolver fails before connect(2) is called, with an error ' +
    'of its own kind: EAI_NONAME if the name server says that there is no such name, EAI_AGAIN if it says nothing at ' +
    'all. Python raises both as socket.gaierror, a subclass of OSError whose errno is no errno of the system.',
  method: [
    'A program connects to a name of which the lab’s name server says that it does not exist.',
    'It connects to a name for which the name server never answers.',
    'The exception, its code, and everything that leaves the host are observed.',
  ],
  waitsFor: 'The resolver gives a silent name server up after 1 s, its shortest time-out.',
  byHand: [
    {
      run: 'python3 -c "import socket; socket.socket().connect((\'no-such-host.invalid\', 80))"',
      see: 'socket.gaierror: [Errno -2] Name or service not known',
    },
    { run: 'tcpdump -ni any "tcp[tcpflags] == tcp-syn"', see: 'nothing' },
  ],
  mutants: [datagramsUnseen, triesElsewhere, saysRefused],

  experiment: scenario(
    lan(['client', 'dns', 'server'], { needs: ['python3'] }),
    async ({ client, dns, server }, { port, say }) => {
      await serveNames(dns, { 'silent.example': null })
      const names = { hostname: 'client', hosts: { localhost: '127.0.0.1' }, nameServer: dns.ip }
      const connect = async (name: string) => {
        say(`connect to ${name}`)
        const before = client.wire.packets().length
        const program = client.start('python3', ['-c', PROGRAM, name, String(port())], names)
        await program.ended()
        return { printed: [...program.printed], ...leftSince(client, before) }
      }
      await server.listener(port())
      return { missing: await connect('missing.example'), silent: await connect('silent.example') }
    },
  ),

  judge: ({ missing, silent }) => [
    equal(missing.printed, ['gaierror EAI_NONAME'], 'what is raised for a name that does not exist'),
    equal(missing.asked, ['A missing.example'], 'what the name server is asked for it'),
    equal(missing.syns, 0, 'SYNs that leave the host for it'),
    equal(silent.printed, ['gaierror EAI_AGAIN'], 'what is raised when the name server does not answer'),
    equal(silent.asked, ['A silent.example'], 'what the name server is asked for it'),
    equal(silent.syns, 0, 'SYNs that leave the host for it'),
  ],
})

/** What has left a host since so many packets were seen. */
function leftSince(host: Host, before: number) {
  const left = host.wire
    .packets()
    .slice(before)
    .filter(({ direction }) => direction === 'out')
  return { asked: queriedNames(left), syns: left.filter(({ flags }) => flags === 'SYN').length }
}
