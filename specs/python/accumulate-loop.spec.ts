import { pythonWith } from '../../harness/experiment/mutants/python.ts'
import {
  butNot,
  claim,
  countingText,
  equal,
  fc,
  forAll,
  type Host,
  loopback,
  man,
  material,
  type Program,
  posix,
  python,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
  type Tools,
  trueWhen,
} from '../../harness/index.ts'

/** So many times nothing, one after the other, and a loop is taken to spin. */
const TURNS = 1000

/**
 * Reads messages of agreed lengths from each server that it is told of. The loop is the course’s, with two additions that
 * can be switched on: it ends at end-of-file, and it keeps for the next message what it has read of it.
 */
const PROGRAM = `
import socket, sys

def messages(s, lengths, room, ends, keeps):
    buffer = b''
    for n in lengths:
        while len(buffer) < n:
            chunk = s.recv(room)
            if ends and not chunk:
                return
            buffer += chunk
        yield buffer[:n]
        buffer = buffer[n:] if keeps else b''

class Watched:
    def __init__(self, s):
        self.s, self.nothing = s, 0
    def recv(self, room):
        chunk = self.s.recv(room)
        if chunk:
            print('recv', len(chunk), flush=True)
        else:
            self.nothing += 1
            if self.nothing == ${TURNS}:
                raise OverflowError('it would go on for ever')
        return chunk

for line in sys.stdin:
    address, *numbers = line.split()
    port, ends, keeps, room, *lengths = map(int, numbers)
    s = Watched(socket.create_connection((address, port)))
    try:
        for message in messages(s, lengths, room, ends, keeps):
            print('message', message.decode(), flush=True)
    except (OSError, OverflowError) as error:
        print('raised', type(error).__name__)
    print('nothing', s.nothing, flush=True)
    s.s.close()
`

/** A Python whose recv() gives something else than it has read. */
function receiving(name: string, says: string, instead: string) {
  return pythonWith(
    name,
    says,
    `
import socket
read = socket.socket.recv
def otherwise(self, room):
    ${instead}
socket.socket.recv = otherwise
`,
  )
}

export default claim({
  says: 'The loop that appends what recv() gives until the message is complete is right, however the bytes come in.',
  level: 'must',
  reading: 'qualified',
  sources: [
    material('B', 'the right way to read a message: while it is not complete, buffer += socket.recv(1024)'),
    python('howto/sockets', 'using-a-socket'),
    python('library/socket', 'socket.socket.recv'),
    posix('recv'),
    man('recv', 2, 'RETURN VALUE'),
    rfc(9293, '3.9.1.2'),
  ],
  why:
    'The stream keeps the bytes and their order but no boundaries, so a loop that goes by what it has collected does not ' +
    'depend on the pieces. It needs two things more. At the end of the stream recv() gives no bytes, at once and each ' +
    'time: a loop that waits for more to come then keeps a processor busy for ever. And one recv() can bring the end of ' +
    'this message with the beginning of the next: who throws that away takes later bytes for the next message.',
  method: [
    'A Python program reads messages of agreed lengths. A sender gives it the stream in pieces of any size, and sends the next piece only when the loop has read the last.',
    'Some streams end before the last message is complete. The loop ends at end-of-file, and keeps what it has read of the next message.',
    'The loop as the course has it reads one message, in the same pieces.',
    'A loop without the one addition and a loop without the other read streams that need it; a loop that gets nothing 1000 times is stopped.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); b = b''; exec('while len(b) < 9: b += s.recv(1024)')"`,
      see: 'after the next command top shows it at 100 % of a processor, and strace -p recvfrom(…) = 0 without end',
    },
    { run: 'echo hello | nc -N 127.0.0.1 3490', see: 'six of the nine bytes, and end-of-file' },
  ],
  mutants: [
    receiving(
      'python-reverses-pieces',
      'the bytes of one recv() are in the wrong order',
      'return read(self, room)[::-1]',
    ),
    receiving('python-reads-single-bytes', 'recv() never gives more than one byte', 'return read(self, 1)'),
    receiving(
      'python-raises-at-the-end',
      'recv() raises an error at the end of the stream',
      `chunk = read(self, room)
    if not chunk: raise ConnectionResetError(104, "")
    return chunk`,
    ),
  ],

  experiment: forAll(
    loopback(['sender', 'reader'], { needs: ['IPv6', 'python3'] }),
    {
      inputs: fc.record({
        streams: fc.array(
          fc.record({
            kind: fc.constantFrom(...TCP_KINDS),
            lengths: fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 3 }),
            pieces: fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 3 }),
            room: fc.integer({ min: 1, max: 40 }),
            missing: fc.integer({ min: 0, max: 12 }),
          }),
          { minLength: 3, maxLength: 5 },
        ),
        lost: fc.record({ first: fc.integer({ min: 1, max: 60 }), second: fc.integer({ min: 4, max: 60 }) }),
      }),
      example: {
        streams: [
          { kind: 'TCP over IPv4', lengths: [5, 12, 3], pieces: [7], room: 1024, missing: 0 },
          { kind: 'TCP over IPv6', lengths: [20], pieces: [1, 2, 9], room: 4, missing: 0 },
          { kind: 'TCP over IPv4-mapped IPv6', lengths: [0, 8, 8], pieces: [30], room: 1024, missing: 3 },
        ],
        lost: { first: 5, second: 6 },
      },
      runs: 3,
    },
    async ({ streams, lost: { first, second } }, { sender, reader }, tools) => {
      const program = reader.start('python3', ['-c', PROGRAM])
      const read = (reading: Reading) => readStream(reading, { sender, program }, tools)
      const seen = []
      for (const { kind, lengths, pieces, room, missing } of streams) {
        const one = lengths.slice(0, 1)
        const completed = { ends: true, keeps: true, lengths, sends: sendsOf(lengths, pieces, missing) }
        const asWritten = { ends: false, keeps: false, lengths: one, sends: sendsOf(one, pieces, 0) }
        seen.push({
          completed: await read({ kind, room, ...completed }),
          asWritten: await read({ kind, room, ...asWritten }),
        })
      }
      // The first two messages come in one piece; the third is as long as the second.
      const forgets = { ends: true, keeps: false, lengths: [first, second, second], sends: [first + second, second] }
      const spins = { ends: false, keeps: true, lengths: [first], sends: [first - 1] }
      return {
        seen,
        forgets: await read({ kind: 'TCP over IPv4', room: 1024, ...forgets }),
        spins: await read({ kind: 'TCP over IPv4', room: 1024, ...spins }),
      }
    },
  ),

  judge: ({ seen, forgets, spins }, { streams, lost: { first, second } }) => [
    streams.flatMap(({ lengths, pieces, room, missing }, index) => {
      const { completed, asWritten } = seen[index] ?? { completed: UNSEEN, asWritten: UNSEEN }
      const sends = sendsOf(lengths, pieces, missing)
      const arrived = sum(sends)
      return [
        trueWhen(
          'it ends at end-of-file and keeps what it has read of the next message',
          equal(completed.recvs, recvsOf(sends, room), `stream ${index}: bytes that each recv() gave`),
          equal(completed.messages, messagesIn(lengths, arrived), `stream ${index}: messages`),
          equal(completed.nothing, arrived < sum(lengths) ? 1 : 0, `stream ${index}: how often recv() gave nothing`),
        ),
        trueWhen(
          'one message comes, and all of it',
          equal(
            asWritten.messages,
            messagesIn(lengths.slice(0, 1), sum(lengths)),
            `stream ${index}: its first message`,
          ),
        ),
      ].flat()
    }),
    butNot(
      'it throws away what it has read of the next message',
      equal(forgets.recvs, [first + second, second], 'bytes that each recv() gave'),
      equal(
        forgets.messages,
        [textOf(0, first), textOf(first + second, second)],
        'messages: the first, and the third in place of the second',
      ),
    ),
    butNot(
      'it does not end at end-of-file',
      equal(spins.messages, [], 'messages, where the last byte of the first never comes'),
      equal(spins.nothing, TURNS, 'how often recv() gave nothing until the loop was stopped'),
    ),
  ],
})

/** What is sent to a loop, and what the loop is. */
interface Reading {
  readonly kind: (typeof TCP_KINDS)[number]
  readonly ends: boolean
  readonly keeps: boolean
  /** How many bytes recv() is asked for. */
  readonly room: number
  readonly lengths: readonly number[]
  readonly sends: readonly number[]
}

type Read = { recvs: number[]; messages: string[]; nothing: number | null }

const UNSEEN: Read = { recvs: [], messages: [], nothing: null }

/** Sends pieces of «0 1 2 3 …», each when the last has been read, and ends the stream. */
async function readStream(
  { kind: name, ends, keeps, room, lengths, sends }: Reading,
  { sender, program }: { sender: Host; program: Program },
  { port, eventually }: Tools,
): Promise<Read> {
  const kind = SOCKET_KINDS[name]
  const at = kind.at(sender, port())
  const listener = await sender.listener(at.port, { kind })
  const begin = program.printed.length
  program.tell([at.address, at.port, Number(ends), Number(keeps), room, ...lengths].join(' '))
  const socket = await listener.accept()
  const printed = (word: string) =>
    program.printed
      .slice(begin)
      .filter((line) => line.startsWith(`${word} `))
      .map((line) => line.slice(word.length + 1))
  const text = countingText(sum(lengths))
  let sent = 0
  for (const size of sends) {
    sent += await socket.send(text.subarray(sent, sent + size))
    await eventually(
      () => sum(printed('recv').map(Number)),
      (read) => read >= sent,
    )
  }
  await socket.shutdown('SHUT_WR')
  const [nothing] = await eventually(
    () => printed('nothing'),
    ({ length }) => length > 0,
  )
  return {
    recvs: printed('recv').map(Number),
    messages: printed('message'),
    nothing: nothing === undefined ? null : Number(nothing),
  }
}

/** The sizes of the pieces, again and again, until all but the missing bytes are sent. */
function sendsOf(lengths: readonly number[], pieces: readonly number[], missing: number): number[] {
  const sends: number[] = []
  for (let left = sum(lengths) - missing; left > 0; left -= sends.at(-1) ?? left) {
    sends.push(Math.min(left, pieces[sends.length % pieces.length] ?? left))
  }
  return sends
}

/** What recv() gives of pieces that come one by one. */
function recvsOf(sends: readonly number[], room: number): number[] {
  return sends.flatMap((size) => sendsOf([size], [room], 0))
}

/** The messages of these lengths that are complete when so many bytes have come. */
function messagesIn(lengths: readonly number[], arrived: number): string[] {
  const ends = lengths.map((_, index) => sum(lengths.slice(0, index + 1)))
  return ends
    .filter((end) => end <= arrived)
    .map((end, index) => textOf(end - (lengths[index] ?? 0), lengths[index] ?? 0))
}

function textOf(from: number, length: number): string {
  return countingText(from + length)
    .subarray(from)
    .toString()
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}
