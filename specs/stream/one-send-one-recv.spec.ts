import {
  atLeast,
  atMost,
  butNot,
  claim,
  countingText,
  equal,
  firstDifference,
  lan,
  man,
  material,
  pair,
  posix,
  rfc,
  type Sides,
  SMALL_BUFFERS,
  scenario,
  type Tools,
} from '../../harness/index.ts'
import { recvDiscardsTheRest, recvStopsAtBoundaries } from '../../harness/sockets/mutants/stream/boundaries.ts'
import { messageFlagAlways } from '../../harness/sockets/mutants/stream/message-flags.ts'

const LARGE = 100_000

export default claim({
  says: 'What is sent in one piece over TCP arrives in one piece on the other side.',
  level: 'must',
  reading: 'contradicted',
  sources: [
    material('B', 'a common misconception: data sent in one piece over TCP arrives in one piece'),
    rfc(9293, '2.2'),
    posix('recv'),
    man('recv', 2, 'DESCRIPTION'),
  ],
  why:
    'The sending kernel cuts the stream into segments as they fit, and recv() gives what has arrived so far, rather than ' +
    'wait for the rest of what somebody once handed to one send(). So a message comes in parts if it is larger than what ' +
    'has arrived or than the room given to recv(), and together with the next one if both have arrived. With small ' +
    'messages on an idle machine it often looks as if the sentence were true, which is why it survives tests.',
  method: [
    `One send() of ${LARGE} bytes to a server whose receive buffer is smaller; each recv() has room for all of it.`,
    'One send() of «hello», and a recv() with room for 3 bytes.',
    'Two sends, «one» and «two», and when both have arrived one recv() with room for 100.',
  ],
  byHand: [
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); print(*iter(lambda: len(s.recv(10**7)), 0))"`,
      see: 'several numbers, other ones each time; start it first',
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); print(s.send(bytes(10**7)))"`,
      see: '10000000: one send()',
    },
  ],
  mutants: [messageFlagAlways('MSG_WAITALL'), recvDiscardsTheRest, recvStopsAtBoundaries],

  experiment: scenario(lan(['client', 'server']), async (hosts, tools) => {
    tools.say('One send, larger than the receive buffer')
    const large = await sendLarge(hosts, tools)
    tools.say('One send, larger than the room of recv()')
    const narrow = await sendSmall(hosts, tools, ['hello'], 3)
    tools.say('Two sends')
    return { large, narrow, two: await sendSmall(hosts, tools, ['one', 'two'], 100) }
  }),

  judge: ({ large, narrow, two }) => [
    butNot(
      'a message is larger than what has arrived when recv() is called',
      equal(large.taken, LARGE, 'bytes that one send() took'),
      atLeast(large.pieces.length, 2, 'recv()s that it takes to read them'),
      atMost(large.pieces[0] ?? 0, LARGE - 1, 'bytes that the first of them gives, with room for all'),
      equal(large.difference, null, 'the first difference between what was sent and all that was read'),
    ),
    butNot('recv() has less room than the message needs', equal(narrow, ['hel', 'lo'], 'what the recv()s give')),
    butNot('two messages have arrived', equal(two, ['onetwo'], 'what the recv() gives')),
  ],
})

async function sendLarge(hosts: Sides, tools: Tools) {
  const { client, server } = await pair(hosts, tools.port(), { set: SMALL_BUFFERS })
  const message = countingText(LARGE)
  const sending = client.send(message)
  const ended = sending.then(() => client.shutdown('SHUT_WR'))
  const pieces: Uint8Array[] = []
  for (;;) {
    const { value } = await tools.answered(server.tryRecv(LARGE))
    if (value === null || value.length === 0) break
    pieces.push(value)
  }
  await ended
  return {
    taken: await sending,
    pieces: pieces.map(({ length }) => length),
    difference: firstDifference(message, Buffer.concat(pieces)),
  }
}

/** Sends small messages and, when all have arrived, reads until nothing is left. */
async function sendSmall(hosts: Sides, tools: Tools, messages: readonly string[], room: number): Promise<string[]> {
  const { client, server } = await pair(hosts, tools.port())
  for (const message of messages) await client.send(message)
  await tools.until(
    'everything to arrive',
    () => server.control('FIONREAD'),
    (unread) => unread === messages.join('').length,
  )
  const given: string[] = []
  for (;;) {
    const { value } = await server.tryRecv(room, ['MSG_DONTWAIT'])
    if (value === null) return given
    given.push(Buffer.from(value).toString())
  }
}
