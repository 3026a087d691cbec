import { claim, connected, equal, lan, man, rfc, scenario } from '../../harness/index.ts'
import { closeAlwaysResets, closeForgetsUnread, resetReadsAsEnd } from '../../harness/sockets/mutants/close.ts'
import { flagSeenAs } from '../../harness/wire/mutants/tcp-flags.ts'

export default claim({
  says: 'close() on a connection with received data that nobody has read sends RST instead of FIN, and the peer’s recv() fails with ECONNRESET.',
  level: 'should',
  reading: 'holds',
  sources: [rfc(9293, '3.6.1'), rfc(1122, '4.2.2.13'), rfc(2525, '2.17'), man('recv', 2, 'ERRORS')],
  why:
    'Data that TCP has acknowledged and the program never read is lost at close(). A FIN would tell the peer that all ' +
    'ended well, so the kernel sends a reset instead: something was lost. The peer’s kernel drops the connection and ' +
    'reports ECONNRESET. When everything was read, close() ends the stream in order: FIN, which the peer reads as ' +
    'end-of-file.',
  method: [
    'The client sends five bytes; the server waits until they have arrived, and closes without reading them.',
    'On a second connection the server reads the five bytes before it closes.',
    'The ending that the server’s host sends, and what the client’s next recv() gives, are observed.',
  ],
  byHand: [
    { run: 'tcpdump -ni lo "tcp port 3490" &', see: 'Flags [R.] from port 3490 at the end, and no Flags [F.]' },
    {
      run: `python3 -c "import socket; s,_ = socket.create_server(('127.0.0.1', 3490)).accept(); input(); s.close()"`,
      see: 'waits; press Enter after the next command has run',
    },
    {
      run: `python3 -c "import socket; s = socket.create_connection(('127.0.0.1', 3490)); s.send(b'hello'); s.recv(5)"`,
      see: 'ConnectionResetError: [Errno 104]',
    },
  ],
  mutants: [closeForgetsUnread, closeAlwaysResets, resetReadsAsEnd, flagSeenAs('RST', 'FIN')],

  experiment: scenario(lan(['client', 'server']), async ({ client, server }, { port, say, until, answered }) => {
    const closeAfterReading = async (count: number) => {
      say(`the server closes after reading ${count} of 5 bytes`)
      const address = server.at(port())
      const ends = await connected(client, address, await server.listener(address.port))
      await ends.client.send('hello')
      await until(
        'the bytes to arrive',
        () => ends.server.control('FIONREAD'),
        (unread) => unread === 5,
      )
      if (count > 0) await ends.server.recv(count)
      await ends.server.close()
      const { value, errno } = await answered(ends.client.tryRecv(5))
      const sent = server.wire.tcp(address.port).filter(({ direction }) => direction === 'out')
      const endings = sent.filter(({ flags }) => /FIN|RST/.test(flags))
      return { recv: errno ?? `${value.length} bytes`, wire: endings.map(({ flags }) => flags) }
    }
    return { unread: await closeAfterReading(0), read: await closeAfterReading(5) }
  }),

  judge: ({ unread, read }) => [
    equal(unread.wire, ['RST, ACK'], 'how the server ends a connection with unread data'),
    equal(unread.recv, 'ECONNRESET', 'what the client’s recv() gives then'),
    equal(read.wire, ['FIN, ACK'], 'how the server ends a connection whose data was read'),
    equal(read.recv, '0 bytes', 'what the client’s recv() gives then'),
  ],
})
