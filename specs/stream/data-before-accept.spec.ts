import {
  claim,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  loopback,
  man,
  material,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
} from '../../harness/index.ts'
import { acceptForgetsData } from '../../harness/sockets/mutants/accept/accept.ts'
import { recvTakesTheNeighbours } from '../../harness/sockets/mutants/demux.ts'
import { pollNeverTells } from '../../harness/sockets/mutants/readiness/poll.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'What clients send before accept() is there after it: each accepted socket gives the bytes of its own client, from the first on.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('C', 'a sender connects to a receiver that is stopped between listen() and accept()'),
    rfc(9293, '3.10.7.4'),
    man('listen', 2),
    man('accept', 2, 'DESCRIPTION'),
  ],
  behaviours: [26],
  why:
    'The connection is complete before accept(), and with it its receive buffer. The kernel acknowledges what comes and ' +
    'keeps it there; so it does with the client’s FIN. accept() takes the finished connection from the queue and gives ' +
    'it a descriptor: it receives nothing, and it loses nothing.',
  method: [
    'A server listens and does not accept. Clients connect and send; some end the stream after it.',
    'When the server’s kernel has acknowledged all of it, the server accepts and asks poll() whether recv() would wait.',
    'It reads: to the end where the client ended, and else until there is nothing left.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket,time; s = socket.create_server(('127.0.0.1', 3490)); time.sleep(5); print(s.accept()[0].recv(100))"`,
      see: "after five seconds b'hello\\n', sent long before",
    },
    {
      run: 'echo hello | nc -N 127.0.0.1 3490; ss -tan "sport = 3490"',
      see: 'CLOSE-WAIT with 7 in Recv-Q: six bytes and the FIN',
    },
  ],
  mutants: [acceptForgetsData, recvTakesTheNeighbours, recvLosesAByte, pollNeverTells('POLLIN')],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6', 'queue lengths'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        clients: fc.array(
          fc.record({
            sends: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 4 }),
            ends: fc.boolean(),
          }),
          { minLength: 1, maxLength: 3 },
        ),
      }),
      example: {
        kind: 'TCP over IPv4',
        clients: [
          { sends: [5, 7], ends: false },
          { sends: [3_000], ends: true },
        ],
      },
      edges: [
        { kind: 'TCP over IPv6', clients: [{ sends: [1], ends: false }] },
        { kind: 'TCP over IPv4-mapped IPv6', clients: [{ sends: [1], ends: true }] },
      ],
      runs: 12,
    },
    async ({ kind: name, clients }, { client, server }, { port: newPort, say, until, answered }) => {
      const kind = SOCKET_KINDS[name]
      const port = newPort()
      const listener = await server.listener(port, { kind })
      const senders: Socket[] = []
      // Each client’s text begins with its number, so that no two are the same.
      const texts = clients.map(({ sends }, index) =>
        Buffer.concat([Buffer.from(`${index}`), countingText(sum(sends) - 1)]),
      )
      for (const [index, { sends, ends }] of clients.entries()) {
        const sender = await client.connect(kind.at(server, port), { label: `client ${index}` })
        let sent = 0
        for (const bytes of sends) sent += await sender.send((texts[index] ?? Buffer.of()).subarray(sent, sent + bytes))
        if (ends) await sender.shutdown('SHUT_WR')
        senders.push(sender)
      }
      for (const [index, { ends }] of clients.entries()) {
        await until(
          'all data to be acknowledged',
          async () => senders[index]?.control('SIOCOUTQ'),
          // A FIN counts one, and its acknowledgment may be delayed.
          (unacknowledged = 0) => unacknowledged <= (ends ? 1 : 0),
        )
      }

      say('the server accepts')
      const accepted: Socket[] = []
      for (const [index] of clients.entries()) accepted.push(await listener.accept([], `accepted ${index}`))
      const seen = []
      for (const [index, { ends }] of clients.entries()) {
        const socket = accepted[index] as Socket
        const text = texts[index] ?? Buffer.of()
        const readable = await socket.poll(['POLLIN'])
        const { bytes, end } = ends ? await readToEnd({ answered }, socket) : await readWhatIsThere(socket)
        seen.push({
          readable: readable.includes('POLLIN'),
          read: bytes.length,
          difference: firstDifference(text, bytes),
          end,
        })
      }
      return seen
    },
  ),

  judge: (seen, { clients }) =>
    clients.flatMap(({ sends, ends }, index) => [
      equal(seen[index]?.readable ?? null, true, `client ${index}: whether its accepted socket is readable at once`),
      equal(seen[index]?.read ?? null, sum(sends), `client ${index}: bytes that could be read`),
      equal(seen[index]?.difference ?? null, null, `client ${index}: the first difference from what it sent`),
      equal(seen[index]?.end ?? null, ends ? 'end-of-file' : 'EAGAIN', `client ${index}: what follows`),
    ]),
})

async function readWhatIsThere(socket: Socket): Promise<{ bytes: Buffer; end: string }> {
  const chunks: Uint8Array[] = []
  for (;;) {
    const { value, errno } = await socket.tryRecv(65_536, ['MSG_DONTWAIT'])
    if (errno !== null) return { bytes: Buffer.concat(chunks), end: errno }
    if (value.length === 0) return { bytes: Buffer.concat(chunks), end: 'end-of-file' }
    chunks.push(value)
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
