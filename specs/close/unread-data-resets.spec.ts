import {
  claim,
  endings,
  equal,
  lan,
  man,
  ofEachKind,
  overKinds,
  pair,
  readToEnd,
  rfc,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { closeAlwaysResets, closeForgetsUnread, resetReadsAsEnd } from '../../harness/sockets/mutants/close/close.ts'
import { resetThrowsBufferAway } from '../../harness/sockets/mutants/close/end-of-stream.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says:
    'close() on a connection with received data that nobody has read sends RST instead of FIN. The peer’s recv() fails ' +
    'with ECONNRESET, once it has read what came before the reset.',
  level: 'should',
  reading: 'holds',
  sources: [rfc(9293, '3.6.1'), rfc(1122, '4.2.2.13'), rfc(2525, '2.17'), man('recv', 2, 'ERRORS')],
  behaviours: [55, 56],
  why:
    'Data that TCP has acknowledged and the program never read is lost at close(). A FIN would tell the peer that all ' +
    'ended well, so the kernel sends a reset instead: something was lost. The peer’s kernel drops the connection, but on ' +
    'Linux not what it had received before: recv() gives that first, then reports ECONNRESET. When everything was read, ' +
    'close() ends the stream in order: FIN, which the peer reads as end-of-file.',
  method: [
    'The client sends five bytes; the server waits until they have arrived, and closes without reading them.',
    'On a second connection the server has sent eight bytes itself, which the client has not read when the reset comes.',
    'On a third one the server reads the five bytes before it closes.',
    'The ending that the server’s host sends, and all that the client’s recv() then gives, are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'Flags [R.] from port 3490 at the end, and no Flags [F.]' },
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); s.send(b'buffered'); input(); s.close()"`,
      see: 'waits; press Enter after the next command has run',
    },
    {
      run: `python3 -ic "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'hello')"`,
      see: `after that Enter, s.recv(5) gives b'buffe', then b'red', then ConnectionResetError: [Errno 104]`,
    },
  ],
  mutants: [closeForgetsUnread, closeAlwaysResets, resetReadsAsEnd, resetThrowsBufferAway, flagSeenAs('RST', 'FIN')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const closeAfterReading = async (count: number, reply = '') => {
        tools.say(`the server closes after reading ${count} of 5 bytes and sending ${reply.length}`)
        const port = tools.port()
        const ends = await pair(hosts, port, { kind })
        await ends.client.send('hello')
        if (reply !== '') await ends.server.send(reply)
        await tools.until(
          'the bytes to arrive',
          async () => [await ends.server.control('FIONREAD'), await ends.client.control('FIONREAD')],
          ([request, answer]) => request === 5 && answer === reply.length,
        )
        if (count > 0) await ends.server.recv(count)
        await ends.server.close()
        const state = await tools.eventually(
          () => hosts.client.tcpState(ends.client),
          (now) => now !== 'ESTABLISHED',
        )
        const { bytes, end } = await readToEnd(tools, ends.client, [5])
        return { wire: endings(hosts.server.wire.tcp(port)), state, text: bytes.toString(), end }
      }
      return {
        unread: await closeAfterReading(0),
        bothUnread: await closeAfterReading(0, 'buffered'),
        read: await closeAfterReading(5),
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, ({ unread, bothUnread, read }) => {
      const reset = { wire: ['RST, ACK'], state: 'CLOSE', text: '', end: 'ECONNRESET' }
      return [
        equal(unread, reset, 'the server closes with unread data'),
        equal(bothUnread, { ...reset, text: 'buffered' }, 'the same, and the client had unread data too'),
        equal(
          read,
          { wire: ['FIN, ACK'], state: 'CLOSE_WAIT', text: '', end: 'end-of-file' },
          'the server has read everything',
        ),
      ]
    }),
})
