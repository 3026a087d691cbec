import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import { butNot, claim, equal, lan, man, material, posix, scenario, trueWhen } from '../../harness/index.ts'

const PROGRAM = `
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
try:
    s.bind((socket.gethostname(), int(sys.argv[1])))
    s.listen(5)
    print('listens at', s.getsockname()[0], flush=True)
    sys.stdin.readline()
except OSError as e:
    print(type(e).__name__, flush=True)
`

/** Python whose gethostname() gives another host. */
const gethostnameIs = (host: string, name: string, says: string) =>
  pythonWith(name, says, `\nimport socket\nsocket.gethostname = lambda: '${host}'\n`)

export default claim({
  says: 'A server that binds to the machine’s own host name is public: other hosts reach it there.',
  level: 'platform',
  reading: 'qualified',
  sources: [
    material('D', 'binding to gethostname() makes the socket visible to the outside world'),
    posix('gethostname'),
    man('hosts', 5),
    man('gethostname', 2),
  ],
  why:
    'gethostname() gives a name and no address. bind() takes the address that the name resolves to, and that is for the ' +
    'machine’s file of hosts or its name server to say. Debian writes 127.0.1.1 there for the machine’s own name, so the ' +
    'server listens on the loopback network, where nobody else can reach it. If the name resolves to an address of an ' +
    'interface, the server is reachable at that address, and only there. To be reachable at all, bind to 0.0.0.0.',
  method: [
    'A program binds to gethostname() and listens; its host’s name resolves to the address of its Ethernet interface.',
    'The same where it resolves to 127.0.1.1, as Debian sets it up, and where it does not resolve.',
    'A client on another host connects to the address of the Ethernet interface each time.',
  ],
  byHand: [
    { run: 'getent hosts "$(hostname)"', see: '127.0.1.1 on many machines' },
    {
      run: 'python3 -c "import socket; s = socket.create_server((socket.gethostname(), 3490)); print(s.getsockname())"',
      see: 'the address that it listens at',
    },
  ],
  mutants: [
    gethostnameIs('0.0.0.0', 'gethostname-is-every-address', 'the host name stands for every address of the machine'),
    gethostnameIs('localhost', 'gethostname-is-localhost', 'the host name always stands for the loopback address'),
  ],

  experiment: scenario(
    lan(['server', 'client'], { needs: ['python3'] }),
    async ({ server, client }, { port, say, until, answered }) => {
      const start = (hosts: Record<string, string>) => {
        const address = server.at(port())
        const names = { hostname: 'notebook', hosts: { localhost: '127.0.0.1', ...hosts }, nameServer: null }
        return { address, program: server.start('python3', ['-c', PROGRAM, String(address.port)], names) }
      }
      const programs = {
        interface: start({ notebook: server.ip }),
        debian: start({ notebook: '127.0.1.1' }),
        nobody: start({}),
      }
      const knock = async (says: string, { address, program }: ReturnType<typeof start>) => {
        say(says)
        const [printed = ''] = await until(
          'the program to listen or fail',
          () => program.printed,
          ({ length }) => length > 0,
        )
        const { errno } = await answered((await client.tcp()).tryConnect(address))
        return { printed, connect: errno }
      }
      return {
        interface: await knock('the name is that of the interface', programs.interface),
        debian: await knock('the name is 127.0.1.1', programs.debian),
        nobody: await knock('the name does not resolve', programs.nobody),
      }
    },
  ),

  judge: ({ interface: own, debian, nobody }) => [
    trueWhen(
      'the name resolves to an address of one of the machine’s interfaces',
      equal(own.printed, 'listens at 10.77.0.11', 'what the server prints'),
      equal(own.connect, null, 'error of connect() on another host'),
    ),
    butNot(
      'it resolves to 127.0.1.1, as Debian sets it up',
      equal(debian.printed, 'listens at 127.0.1.1', 'what the server prints'),
      equal(debian.connect, 'ECONNREFUSED', 'error of connect() on another host'),
    ),
    butNot(
      'it does not resolve at all',
      equal(nobody.printed, 'gaierror', 'what the server prints'),
      equal(nobody.connect, 'ECONNREFUSED', 'error of connect() on another host'),
    ),
  ],
})
