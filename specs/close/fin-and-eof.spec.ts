import {
  claim,
  endings,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  pair,
  posix,
  readToEnd,
  rfc,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { closeAlwaysResets } from '../../harness/sockets/mutants/close/close.ts'
import { endIsToldOnce, endOvertakesData } from '../../harness/sockets/mutants/close/end-of-stream.ts'
import { recvLosesAByte } from '../../harness/sockets/mutants/stream/stream.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

const TEXT = 'hello, world'

export default claim({
  says: 'close() sends FIN, and no RST. The peer reads what was on its way, then end-of-file: recv() gives 0, now and every time after.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('A', 'the last step is to close the connection, which either side can do when done'),
    rfc(9293, '3.6'),
    posix('recv'),
    man('recv', 2, 'RETURN VALUE'),
  ],
  behaviours: [56],
  why:
    'A FIN has a place in the stream of bytes: the number after the last byte. So it cannot overtake data. The peer’s ' +
    'kernel keeps all that came before it for the program to read; only then recv() gives 0 bytes, which no other ' +
    'event on a stream does. As long as nothing is lost there is no reason for a reset.',
  method: [
    'A client sends a text in two parts and closes at once; nobody has read yet.',
    'When the FIN has come (the server’s socket is in CLOSE_WAIT), the server reads to the end, and once more.',
    'What it reads and the segments with FIN or RST on the wire are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'at the end Flags [F.] from the client, and no [R]' },
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); input(); print(s.recv(99), s.recv(99), s.recv(99))"`,
      see: `waits; press Enter after the next command has run: b'hello' b'' b''`,
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'hello'); s.close()"`,
      see: 'it ends at once',
    },
  ],
  mutants: [closeAlwaysResets, endOvertakesData, endIsToldOnce, recvLosesAByte, flagSeenAs('FIN', 'RST')],

  experiment: scenario(lan(['client', 'server'], { ipv6: true }), (hosts, tools) =>
    overKinds(TCP_KINDS, tools, async (kind) => {
      const { client, server } = hosts
      const port = tools.port()
      const ends = await pair(hosts, port, { kind })
      await ends.client.send(TEXT.slice(0, 5))
      await ends.client.send(TEXT.slice(5))
      await ends.client.close()
      const state = await tools.eventually(
        () => server.tcpState(ends.server),
        (now) => now !== 'ESTABLISHED',
      )
      const { bytes, end } = await readToEnd(tools, ends.server)
      const again = await tools.answered(ends.server.tryRecv(5))
      const segments = client.wire.tcp(port)
      return {
        state,
        text: bytes.toString(),
        end,
        again: again.errno ?? `${again.value.length} bytes`,
        endings: [...endings(segments), ...endings(segments, 'in')],
        fin: segments.find(({ flags }) => flags.includes('FIN'))?.seq ?? null,
      }
    }),
  ),

  judge: (seen) =>
    ofEachKind(seen, (one) => [
      equal(one.state, 'CLOSE_WAIT', 'state of the server’s socket when the FIN has come'),
      equal(one.text, TEXT, 'what the server reads after that'),
      equal(one.end, 'end-of-file', 'how its reading ends'),
      equal(one.again, '0 bytes', 'what a further recv() gives'),
      equal(one.endings, ['FIN, ACK'], 'segments with FIN or RST, of both hosts'),
      equal(one.fin, 1 + TEXT.length, 'sequence number of the FIN: the one after the last byte'),
    ]),
})
