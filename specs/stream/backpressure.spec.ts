import type { Host } from '../../harness/index.ts'
import {
  asleepOrBack,
  atLeast,
  claim,
  connected,
  countingText,
  equal,
  fc,
  firstDifference,
  forAll,
  lan,
  man,
  material,
  readToEnd,
  rfc,
  SOCKET_KINDS,
  TCP_KINDS,
} from '../../harness/index.ts'
import { sendNeverWaits } from '../../harness/sockets/mutants/stream/partial-send.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'
import { windowNeverCloses, windowNeverOpens } from '../../harness/wire/mutants/window.ts'

export default claim({
  says: 'A reader that stops reading stops the sender: its kernel closes the window, and send() waits. When it reads again the window opens, send() goes on, and nothing is lost.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'socket operations can block a program when the other side is slow'),
    rfc(9293, '3.8.6'),
    rfc(1122, '4.2.2.17'),
    man('tcp', 7, 'DESCRIPTION'),
    man('send', 2, 'DESCRIPTION'),
  ],
  why:
    'Every segment tells how many bytes the receiver has room for: the window. A program that does not read fills its ' +
    'receive buffer, and its kernel tells 0. The sender must not send more then; its own buffer fills up, and a blocking ' +
    'send() sleeps. Now and then it asks with a probe whether the window is still closed. When the reader reads, its ' +
    'kernel tells the new room. So a slow reader slows a fast sender down, and neither kernel has to throw anything away.',
  method: [
    'With buffers of given sizes a client sends 100 000 bytes in one send() to a server that does not read.',
    'When that call sleeps, the windows that the server’s host tells are watched until one is 0.',
    'Then the server reads, in pieces of given sizes, to the end. The shortest retransmission time-out is 20 ms here in place of 200.',
  ],
  byHand: [
    {
      run: 'nc -l 127.0.0.1 3490 >/dev/null & sleep 1; kill -STOP $!',
      see: 'a server that does not read; kill -CONT lets it',
    },
    { run: 'yes | nc 127.0.0.1 3490 &', see: 'a client that sends' },
    { run: 'tcpdump -ni lo "tcp src port 3490"', see: 'win 0 at the end, and again in answer to each probe' },
  ],
  mutants: [sendNeverWaits, recvLosesAByte, windowNeverCloses, windowNeverOpens],

  experiment: forAll(
    lan(['client', 'server'], { ipv6: true, shortestTimeout: 20, needs: ['sleeping threads'] }),
    {
      inputs: fc.record({
        kind: fc.constantFrom(...TCP_KINDS),
        receiveBuffer: fc.integer({ min: 4_096, max: 16_000 }),
        sendBuffer: fc.integer({ min: 4_096, max: 16_000 }),
        reads: fc.array(fc.integer({ min: 1, max: 20_000 }), { maxLength: 6 }),
      }),
      example: { kind: 'TCP over IPv4', receiveBuffer: 8_192, sendBuffer: 16_384, reads: [] },
      edges: TCP_KINDS.map((kind) => ({ kind, receiveBuffer: 2_304, sendBuffer: 4_608, reads: [1] })),
      runs: 8,
    },
    async ({ kind: name, receiveBuffer, sendBuffer, reads }, { client, server }, tools) => {
      const kind = SOCKET_KINDS[name]
      const port = tools.port()
      const listener = await server.listener(port, { kind, set: { SO_RCVBUF: receiveBuffer } })
      const ends = await connected(client, kind.at(server, port), listener)
      await ends.client.set('SO_SNDBUF', sendBuffer)
      const written = countingText(LENGTH)
      const sending = ends.client.trySend(written)
      const whileNobodyReads = await asleepOrBack(tools, 'sendto', ends.client, sending)
      const windows = () => windowsToldBy(server, port)
      const told = await tools.eventually(windows, (all) => all.at(-1) === 0)
      const unread = await ends.server.control('FIONREAD')
      const stillThen = await asleepOrBack(tools, 'sendto', ends.client, sending)

      tools.say('The server reads again')
      const reading = readToEnd(tools, ends.server, reads)
      const taken = await tools.answered(sending)
      await ends.client.shutdown('SHUT_WR')
      const { bytes, end } = await reading
      return {
        whileNobodyReads,
        closed: told.at(-1) ?? null,
        unread,
        stillThen,
        opened: Math.max(0, ...windows().slice(told.length)),
        taken: taken.errno ?? taken.value,
        read: { length: bytes.length, end, difference: firstDifference(written, bytes) },
      }
    },
  ),

  judge: ({ whileNobodyReads, closed, unread, stillThen, opened, taken, read }) => [
    equal(whileNobodyReads, 'asleep', 'send(), while nobody reads'),
    equal(closed, 0, 'the window that the server’s host tells then'),
    atLeast(unread, 1, 'bytes that wait to be read'),
    equal(stillThen, 'asleep', 'send() when the window is closed'),
    atLeast(opened, 1, 'the largest window that it tells once the server reads'),
    equal(taken, LENGTH, 'bytes that send() has taken when it is back'),
    equal(
      read,
      { length: LENGTH, end: 'end-of-file', difference: null },
      'bytes read, how reading ended, and the first difference from what was written',
    ),
  ],
})

/** More than the buffers of both ends hold. */
const LENGTH = 100_000

/** The windows in the segments that a host sent from a port, as they stand in the header. */
function windowsToldBy(host: Host, port: number): number[] {
  const sent = host.wire.tcp(port).filter(({ direction }) => direction === 'out')
  return sent.flatMap(({ packet: { transport } }) => (transport?.kind === 'tcp' ? [transport.window] : []))
}
