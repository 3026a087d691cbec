import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  aboveSpareNumbers,
  claim,
  connected,
  endings,
  equal,
  type Host,
  lan,
  man,
  ofEachKind,
  overKinds,
  posix,
  type Socket,
  scenario,
  TCP_KINDS,
  type Tools,
  textOrEnd,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import { closeEndsForAll, dupMakesASocket } from '../../harness/sockets/mutants/descriptors/dup.ts'
import { reportsInstead } from '../../harness/sockets/mutants/errors.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'A connection stays open until its last descriptor is closed, whether the others were made by dup() or by fork(). Only then FIN is sent; a closed number gives EBADF.',
  level: 'must',
  reading: 'holds',
  behaviours: [4],
  sources: [posix('close'), posix('dup'), posix('fork'), man('close', 2, 'DESCRIPTION'), man('dup', 2, 'DESCRIPTION')],
  why:
    'A descriptor is a number that refers to an open file, and dup() gives a second number for the same one; after ' +
    'fork() the child has numbers for all that its parent has open. close() takes one reference away, and the kernel ends ' +
    'the connection when none is left. That is why a server that forks must close its own descriptor of each connection, ' +
    'or the client never sees end-of-file. shutdown() ends the connection itself, whoever has descriptors for it.',
  method: [
    'The client duplicates a connected socket and closes the original; then it sends through the copy.',
    'It closes the copy too. Sends with both numbers follow, which nothing else has got meanwhile.',
    'The same with fork(): a program closes its descriptor while its child sends through the inherited one; then the child ends.',
    'What the server receives and the FINs that the client sends are observed.',
  ],
  byHand: [
    {
      run: 'nc -l 127.0.0.1 3490',
      see: '«child», and it ends only with the child: after the parent has closed for two seconds',
    },
    {
      run: "python3 -c \"import os, socket, time; s = socket.create_connection(('127.0.0.1', 3490)); os.fork() and (s.close(), os.wait()) or (time.sleep(2), s.send(b'child'))\"",
      see: 'tcpdump -ni lo "tcp port 3490" shows no Flags [F.] until the two seconds are over',
    },
  ],
  mutants: [
    pythonWith(
      'python-close-ends-for-all',
      'close() in the parent ends the connection for the child too',
      'import socket; socket.socket.close = lambda self: self.shutdown(socket.SHUT_RDWR)',
    ),
    endOfFileReadsAs('ECONNRESET'),
    closeEndsForAll,
    dupMakesASocket,
    reportsInstead('send', 'EBADF', 'EPIPE'),
    segmentsUnseen('FIN, ACK'),
    flagSeenAs('PSH', 'FIN'),
  ],

  experiment: scenario(lan(['client', 'server'], { ipv6: true, needs: ['python3'] }), async (hosts, tools) => {
    const { client, server } = hosts
    const copied = await overKinds(TCP_KINDS, tools, async (kind) => {
      const port = tools.port()
      const listener = await server.listener(port, { kind })
      const { copy, ...ends } = await aboveSpareNumbers(async () => {
        const both = await connected(client, kind.at(server, port), listener)
        return { ...both, copy: await both.client.dup() }
      })
      await ends.client.close()
      const closedNumber = (await ends.client.trySend('closed')).errno
      await copy.trySend('still')
      const oneLeft = { closedNumber, ...(await observe(ends.server, client, port, tools)) }
      await copy.close()
      const noneLeft = { closedNumber: (await copy.trySend('closed')).errno }
      return { oneLeft, noneLeft: { ...noneLeft, ...(await observe(ends.server, client, port, tools)) } }
    })

    tools.say('A program and its child')
    const port = tools.port()
    const listener = await server.listener(port)
    const program = client.start('python3', ['-c', FORKS, server.ip, String(port)])
    const accepted = await listener.accept()
    await tools.until(
      'the parent to close',
      () => program.printed,
      (lines) => lines.includes('the parent has closed'),
    )
    program.tell('send')
    const childLeft = await observe(accepted, client, port, tools)
    program.tell('end')
    return { copied, forked: { childLeft, noneLeft: await observe(accepted, client, port, tools) } }
  }),

  judge: ({ copied, forked }) => [
    ...ofEachKind(copied, ({ oneLeft, noneLeft }) => [
      equal(oneLeft.heard, 'still', 'what the server receives through the copy after the original was closed'),
      equal(oneLeft.fins, 0, 'FINs until then'),
      equal(oneLeft.closedNumber, 'EBADF', 'send() with the number of the original'),
      equal(noneLeft.heard, 'end-of-file', 'what the server receives after the copy was closed too'),
      equal(noneLeft.fins, 1, 'FINs then'),
      equal(noneLeft.closedNumber, 'EBADF', 'send() with the number of the copy'),
    ]),
    equal(forked.childLeft.heard, 'child', 'what the server receives from the child after the parent has closed'),
    equal(forked.childLeft.fins, 0, 'FINs until then'),
    equal(forked.noneLeft.heard, 'end-of-file', 'what the server receives when the child has ended'),
    equal(forked.noneLeft.fins, 1, 'FINs then'),
  ],
})

/** Connects and forks; the parent closes, the child sends when it is told to and ends when it is told to. */
const FORKS = `
import os, socket, sys
s = socket.create_connection((sys.argv[1], int(sys.argv[2])))
child = os.fork()
if child:
    s.close()
    print('the parent has closed', flush=True)
    os.waitpid(child, 0)
else:
    sys.stdin.readline()
    s.send(b'child')
    sys.stdin.readline()
    os._exit(0)
`

/** What the server receives next, and how many FINs the client’s host has sent when it has. */
async function observe(server: Socket, client: Host, port: number, { answered }: Tools) {
  const heard = textOrEnd(await answered(server.tryRecv(5)))
  const fins = endings(client.wire.tcp(port)).filter((flags) => flags.includes('FIN'))
  return { heard, fins: fins.length }
}
