import {
  atLeast,
  atMost,
  butNot,
  claim,
  countingText,
  equal,
  fillBuffers,
  firstDifference,
  lan,
  material,
  pair,
  readToEnd,
  rfc,
  type Sides,
  SMALL_BUFFERS,
  scenario,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'
import { resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { optionIgnored } from '../../harness/sockets/mutants/options.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'
import { sendtoReportsLoss } from '../../harness/sockets/mutants/udp/datagram.ts'

const LARGE = 100_000

const DATAGRAMS = 40

export default claim({
  says: 'As long as the cables between the two computers hold, the data arrives.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('D', 'reliable means that data is transferred safely while the cables between the computers hold'),
    rfc(9293, '2.2'),
    rfc(9293, '3.6.1'),
    rfc(768),
  ],
  why:
    'TCP repeats what a link loses, so a link that works in the end is enough for the way from one kernel to the other. ' +
    'But data is at home only when the other program has read it. Until then it waits in the sender’s buffer or in the ' +
    'receiver’s, and a reset, or the death of the program that should have read it, throws it away; that send() ' +
    'succeeded, and even that the other kernel has acknowledged it, does not help. UDP repeats nothing at all.',
  method: [
    `Over one link that loses nothing the client sends ${LARGE} bytes by TCP, and the server reads to the end.`,
    'The same while the server does not read; the client resets its side, and only then the server reads.',
    'The client sends to a program that never reads; when its kernel has acknowledged, the program is killed.',
    `The client sends ${DATAGRAMS} datagrams to a socket with a small receive buffer that is read only afterwards.`,
  ],
  byHand: [
    {
      run: `python3 -c "import socket,time; c = socket.create_server(('127.0.0.1', 3490)).accept(); time.sleep(99)" & sleep 1; P=$!`,
      see: 'a server that never reads',
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); print(s.send(b'hello')); input(); s.recv(1)"`,
      see: '5; kill -9 $P, then Enter: ConnectionResetError, and nobody has read the five bytes',
    },
  ],
  mutants: [recvLosesAByte, optionIgnored('SO_LINGER'), resetReadsAsEnd, optionIgnored('SO_RCVBUF'), sendtoReportsLoss],

  experiment: scenario(lan(['client', 'server'], { needs: ['python3'] }), async (hosts, tools) => {
    tools.say('Both sides stay')
    const stayed = await readAll(hosts, tools)
    tools.say('The sender resets while data is under way')
    const reset = await resetUnderWay(hosts, tools)
    tools.say('The reader dies')
    const died = await readerDies(hosts, tools)
    tools.say('UDP')
    return { stayed, reset, died, datagrams: await overrun(hosts, tools) }
  }),

  judge: ({ stayed, reset, died, datagrams }) => [
    trueWhen(
      'it is TCP, and both programs stay until everything is read',
      equal(stayed.difference, null, 'the first difference between what was sent and what was read'),
      equal(stayed.end, 'end-of-file', 'how reading ended'),
    ),
    butNot(
      'the sender resets the connection while data is still under way',
      atLeast(reset.taken, 1, 'bytes that send() took'),
      atMost(reset.read, reset.taken - 1, 'of them, bytes that could be read'),
      equal(reset.end, 'ECONNRESET', 'how reading ended'),
    ),
    butNot(
      'the program that should read it dies',
      equal(died.taken, 5, 'bytes that send() took'),
      equal(died.unacknowledged, 0, 'of them, bytes that the other kernel has not acknowledged'),
      equal(died.read, [], 'what the other program had read when it was killed'),
      equal(died.end, 'ECONNRESET', 'what the sender’s next recv() gives'),
    ),
    butNot(
      'it is UDP',
      equal(datagrams.errors, 0, 'errors of sendto()'),
      equal(datagrams.arrived, DATAGRAMS, 'datagrams that came over the link'),
      atMost(datagrams.read, DATAGRAMS - 1, 'datagrams that could be read'),
    ),
  ],
})

async function readAll(hosts: Sides, tools: Tools) {
  const { client, server } = await pair(hosts, tools.port())
  const content = countingText(LARGE)
  const reading = readToEnd(tools, server)
  await client.send(content)
  await client.shutdown('SHUT_WR')
  const { bytes, end } = await reading
  return { difference: firstDifference(content, bytes), end }
}

async function resetUnderWay(hosts: Sides, tools: Tools) {
  const { client, server } = await pair(hosts, tools.port(), { set: SMALL_BUFFERS })
  const taken = await fillBuffers(client, tools)
  await client.set('SO_LINGER', { onoff: true, linger: 0 })
  await client.close()
  await tools.eventually(
    () => hosts.server.tcpState(server),
    (state) => state === 'CLOSE',
  )
  const { bytes, end } = await readToEnd(tools, server)
  return { taken, read: bytes.length, end }
}

/** Accepts a connection, tells so, and reads only when it is told to, which is never. */
const NEVER_READS = `
import socket, sys
listener = socket.create_server((sys.argv[1], int(sys.argv[2])))
print('listening', flush=True)
connection, _ = listener.accept()
input()
print(connection.recv(100), flush=True)
`

async function readerDies({ client, server }: Sides, tools: Tools) {
  const address = server.at(tools.port())
  const reader = server.start('python3', ['-c', NEVER_READS, address.address, String(address.port)])
  await tools.until(
    'the reader to listen',
    () => reader.printed,
    (lines) => lines.length > 0,
  )
  const sender = await client.connect(address, { label: 'sender' })
  const taken = await sender.send('hello')
  const unacknowledged = await tools.eventually(
    () => sender.control('SIOCOUTQ'),
    (bytes) => bytes === 0,
  )
  const read = reader.printed.slice(1)
  reader.signal('SIGKILL')
  await reader.ended()
  const { value, errno } = await tools.answered(sender.tryRecv(5))
  return { taken, unacknowledged, read: [...read], end: errno ?? `${value.length} bytes` }
}

async function overrun({ client, server }: Sides, tools: Tools) {
  const address = server.at(tools.port())
  const receiver = await server.receiver(address.port, { nonblocking: true, set: { SO_RCVBUF: 1 } })
  const sender = await client.udp({ label: 'sender' })
  let errors = 0
  for (let count = 0; count < DATAGRAMS; count += 1) {
    const { errno } = await sender.trySendTo(address, 'datagram '.repeat(100))
    if (errno !== null) errors += 1
  }
  const arrived = await tools.eventually(
    () => server.wire.udp(address.port).length,
    (count) => count === DATAGRAMS,
  )
  let read = 0
  while ((await receiver.tryRecv(2_000)).errno === null) read += 1
  return { errors, arrived, read }
}
