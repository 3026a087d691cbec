import {
  claim,
  endings,
  equal,
  type Host,
  lan,
  man,
  material,
  posix,
  rfc,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'When a process ends, by exit or by SIGKILL, the kernel closes its sockets, and the peers learn of it: by FIN, or by RST if received data was left unread.',
  level: 'must',
  reading: 'holds',
  sources: [
    material(
      'B',
      'a connection is commonly believed to stay open until the program ends; it can close before, also unexpectedly',
    ),
    posix('_exit'),
    man('_exit', 2, 'DESCRIPTION'),
    man('signal', 7, 'DESCRIPTION'),
    rfc(2525, '2.17'),
  ],
  why:
    'The descriptors of a process belong to the kernel, which closes every one that is still open when the process ends, ' +
    'however it ends: nothing of the program has to run for that, and SIGKILL lets nothing run. So the peer sees what a ' +
    'call of close() would have sent: FIN if all that had come was read, RST if not. It cannot tell a program that was ' +
    'killed from one that finished. Only when the machine itself fails does no one tell the peer.',
  method: [
    'Four programs connect to servers. Each is sent five bytes, which two of them read.',
    'One that read and one that did not exit without closing; the other two are killed by SIGKILL.',
    'The endings that their host sends, and what the servers’ recv() gives, are observed.',
  ],
  byHand: [
    { run: 'nc -l 127.0.0.1 3490', see: 'it ends as soon as the program below has been killed' },
    {
      run: 'python3 -c "import os, socket; s = socket.create_connection((\'127.0.0.1\', 3490)); os.kill(os.getpid(), 9)"',
      see: 'Killed; tcpdump -ni lo "tcp port 3490" shows Flags [F.] from the program’s port',
    },
  ],
  mutants: [
    resetReadsAsEnd,
    endOfFileReadsAs('ECONNRESET'),
    flagSeenAs('RST', 'FIN'),
    flagSeenAs('FIN', 'RST'),
    segmentsUnseen('RST, ACK'),
  ],

  experiment: scenario(lan(['client', 'server'], { needs: ['python3'] }), async (hosts, tools) => {
    const started = await Promise.all(DEATHS.map((death) => start(death, hosts, tools)))
    const seen: Ending[] = []
    for (const program of started) seen.push(await observeTheEnd(program, hosts, tools))
    return seen
  }),

  judge: (seen) =>
    DEATHS.flatMap(({ says, how, reads }, index) => {
      const { end, wire, recv } = seen[index] ?? NOTHING
      return [
        equal(end, how === 'exit' ? 0 : 'SIGKILL', `${says}: how it ended`),
        equal(wire, [reads ? 'FIN, ACK' : 'RST, ACK'], `${says}: how its host ends the connection`),
        equal(recv, reads ? '0 bytes' : 'ECONNRESET', `${says}: what the server’s recv() gives`),
      ]
    }),
})

/** How a program ends, and whether it has read what it was sent. */
const DEATHS = [
  { says: 'a program that has read and exits', how: 'exit', reads: true },
  { says: 'a program that has not read and exits', how: 'exit', reads: false },
  { says: 'a program that has read and is killed', how: 'SIGKILL', reads: true },
  { says: 'a program that has not read and is killed', how: 'SIGKILL', reads: false },
] as const

/** Connects, reads five bytes if asked to, says that it waits, and exits without closing when it is told to. */
const PROGRAM = `
import os, socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
if sys.argv[3] == 'reads':
    s.recv(5, socket.MSG_WAITALL)
print('waits', flush=True)
sys.stdin.readline()
os._exit(0)
`

type Death = (typeof DEATHS)[number]
type Sides = { readonly client: Host; readonly server: Host }
type Ending = { readonly end: number | string | null; readonly wire: string[]; readonly recv: string }

const NOTHING: Ending = { end: null, wire: [], recv: 'nothing' }

async function start(death: Death, { client, server }: Sides, { port }: Tools) {
  const address = server.at(port())
  const listener = await server.listener(address.port)
  const reading = death.reads ? 'reads' : 'does not read'
  const program = client.start('python3', ['-c', PROGRAM, address.address, String(address.port), reading])
  return { ...death, port: address.port, listener, program }
}

type Started = Awaited<ReturnType<typeof start>>

/** Sends a program five bytes, ends it when they have arrived, and tells what the server sees of that. */
async function observeTheEnd(
  { says, how, port, listener, program }: Started,
  { client }: Sides,
  { say, until, answered }: Tools,
): Promise<Ending> {
  say(says)
  const server = await listener.accept()
  await server.send('hello')
  await until(
    'the bytes to arrive and the program to wait',
    async () => ({ unacknowledged: await server.control('SIOCOUTQ'), printed: program.printed.length }),
    ({ unacknowledged, printed }) => unacknowledged === 0 && printed > 0,
  )
  if (how === 'exit') program.tell('exit')
  else program.signal(how)
  const end = await program.ended()
  const { value, errno } = await answered(server.tryRecv(5))
  return { end, wire: endings(client.wire.tcp(port)), recv: errno ?? `${value.length} bytes` }
}
