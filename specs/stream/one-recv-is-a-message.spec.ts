import {
  claim,
  connected,
  differs,
  equal,
  fc,
  forAll,
  loopback,
  material,
  posix,
  rfc,
  SOCKET_KINDS,
  type Socket,
  TCP_KINDS,
} from '../../harness/index.ts'
import { recvDiscardsTheRest, recvStopsAtBoundaries } from '../../harness/sockets/mutants/stream/boundaries.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'

export default claim({
  says: 'A program that takes one recv() for a message is wrong whenever the stream is cut elsewhere than between messages; one that accumulates until a message is complete is right however it is cut.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'a common mistake: assuming that one recv call returns a complete message'),
    rfc(9293, '2.2'),
    posix('recv'),
  ],
  why:
    'The kernel cuts the stream where segments, buffers and the timing of recv() happen to cut it, and knows nothing of ' +
    'messages. So the messages must say themselves where they end, here with a line feed, and a reader keeps what it has ' +
    'of a message until the line feed comes, and what it has of the next one too. A reader who takes what recv() gives ' +
    'for a message is right only where all the cuts happen to fall between messages.',
  method: [
    'The client sends each message, a line, with a send() of its own; the server reads when all have arrived.',
    'The sizes of its recv()s cut the stream at given places, as the network might; then the client closes.',
    'One parser takes each recv() for a message; another appends it to what it has and takes out whole lines.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket,time; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); time.sleep(1); print(s.recv(100)); print(s.recv(100))"`,
      see: "b'one\\ntwo\\n': one recv(), two messages; then b'three\\n'; start it first",
    },
    {
      run: `python3 -c "import socket,time; s = socket.create_connection(('127.0.0.1', 3490)); [(s.send(m), time.sleep(t)) for m, t in [(b'one\\n', 0.1), (b'two\\n', 2), (b'three\\n', 0)]]"`,
      see: 'three sends',
    },
  ],
  mutants: [recvStopsAtBoundaries, recvDiscardsTheRest, recvLosesAByte],

  experiment: forAll(
    loopback(['client', 'server'], { needs: ['IPv6'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        messages: fc.array(message(), { minLength: 1, maxLength: 6 }),
        recvs: fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 12 }),
      }),
      example: { kind: 'TCP over IPv4', messages: ['one', 'two', 'three'], recvs: [8, 3, 100] },
      edges: [
        // Cut between messages, by chance: only here is the first parser right.
        { kind: 'TCP over IPv6', messages: ['one', 'two'], recvs: [4, 4] },
        // A message in several pieces.
        { kind: 'TCP over IPv4-mapped IPv6', messages: ['one'], recvs: [1, 1, 1, 1] },
      ],
      runs: 40,
    },
    async ({ kind: name, messages, recvs }, { client, server }, { port: newPort, until }) => {
      const kind = SOCKET_KINDS[name]
      const port = newPort()
      const ends = await connected(client, kind.at(server, port), await server.listener(port, { kind }))
      for (const text of messages) await ends.client.send(`${text}\n`)
      await until(
        'all messages to arrive',
        () => ends.server.control('FIONREAD'),
        (unread) => unread === stream(messages).length,
      )
      const chunks = await readWith(ends.server, recvs)
      return { chunks, eachRecv: eachRecvIsAMessage(chunks), accumulated: accumulate(chunks) }
    },
  ),

  judge: ({ chunks, eachRecv, accumulated }, { messages, recvs }) => {
    const byChance = cut(stream(messages), recvs).every((piece, index) => piece === `${messages[index]}\n`)
    return [
      equal(chunks, cut(stream(messages), recvs), 'what the recv()s give'),
      byChance
        ? equal(eachRecv, messages, 'what takes each recv() for a message finds, cut between messages')
        : differs(eachRecv, messages, 'what takes each recv() for a message finds'),
      equal(accumulated, messages, 'what accumulates finds'),
    ]
  },
})

/** The room of the recv()s that follow the given ones. */
const REST = 4_096

/** A line without its line feed. */
function message(): fc.Arbitrary<string> {
  return fc.string({ maxLength: 10, unit: fc.constantFrom(...'abcdefghij') })
}

function stream(messages: readonly string[]): string {
  return messages.map((text) => `${text}\n`).join('')
}

/** A stream cut into pieces of these sizes, the last one of what is left. */
function cut(text: string, sizes: readonly number[]): string[] {
  const pieces: string[] = []
  for (let at = 0, call = 0; at < text.length; call += 1) {
    pieces.push(text.slice(at, at + (sizes[call] ?? REST)))
    at += sizes[call] ?? REST
  }
  return pieces
}

/** Calls recv() with these sizes until nothing is left. */
async function readWith(socket: Socket, sizes: readonly number[]): Promise<string[]> {
  const chunks: string[] = []
  for (let call = 0; ; call += 1) {
    const { value } = await socket.tryRecv(sizes[call] ?? REST, ['MSG_DONTWAIT'])
    if (value === null || value.length === 0) return chunks
    chunks.push(Buffer.from(value).toString())
  }
}

/** The mistake: what one recv() gives is a message, less its line feed. */
function eachRecvIsAMessage(chunks: readonly string[]): string[] {
  return chunks.map((chunk) => chunk.replace(/\n$/, ''))
}

/** Keeps what has come until a line is complete, and after it what has come of the next. */
function accumulate(chunks: readonly string[]): string[] {
  const messages: string[] = []
  let buffer = ''
  for (const chunk of chunks) {
    const lines = (buffer + chunk).split('\n')
    buffer = lines.pop() ?? ''
    messages.push(...lines)
  }
  return messages
}
