import {
  carriesTransport,
  claim,
  connected,
  equal,
  type LinkFrame,
  lan,
  man,
  material,
  posix,
  type Result,
  rfc,
  textOrEnd,
  witness,
} from '../../harness/index.ts'
import { endOfFileReadsAs } from '../../harness/sockets/mutants/close/end-of-file.ts'
import { sendKnowsThePeerClosed } from '../../harness/sockets/mutants/close/send-to-closed.ts'
import { succeedsInstead } from '../../harness/sockets/mutants/errors.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

export default claim({
  says: 'Errors are silent unless return values are checked: send() to a peer that has closed succeeds, as often as it is called until the answering RST arrives; only a send() after that fails, with EPIPE.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('B', 'many network errors are silent: programs that ignore return codes have subtle bugs'),
    rfc(9293, '3.10.7.1'),
    posix('send'),
    man('send', 2, 'ERRORS'),
  ],
  why:
    'send() only puts bytes into the kernel’s buffer; whether anybody gets them turns out later. When the peer has closed, ' +
    'this end knows that it will receive nothing more, but a peer that closes only its own direction could still read, so ' +
    'it must let the program send. Where no socket is left the peer’s kernel answers the data with RST. Only then can a ' +
    'call report that something is wrong, and it reports it to whoever calls next. Bytes that were taken before are lost, ' +
    'and no call ever says which.',
  method: [
    'The server accepts a client and closes. The link keeps back what the server’s host sends from then on.',
    'The client sends «one». When the RST that answers it is on the link, the client sends «two».',
    'The link lets go the resets; when they have arrived the client sends «three» and reads.',
  ],
  byHand: [
    {
      run: "python3 -c \"import socket; l = socket.create_server(('127.0.0.1', 3490)); s = socket.create_connection(('127.0.0.1', 3490)); l.accept()[0].close(); print(s.send(b'one')); s.send(b'two')\"",
      see: '3, for bytes that nobody gets, and then BrokenPipeError: [Errno 32] Broken pipe',
    },
    {
      run: 'tcpdump -ni lo "tcp port 3490"',
      see: 'Flags [F.] from port 3490, Flags [P.] with length 3, Flags [R] from port 3490',
    },
  ],
  mutants: [
    sendKnowsThePeerClosed,
    succeedsInstead('send', 'EPIPE', 5),
    endOfFileReadsAs('ECONNRESET'),
    segmentsUnseen('RST'),
  ],

  experiment: witness(
    lan(['client', 'server'], { carried: true }),
    { attempts: 2 },
    async ({ client, server }, { port, say, link, until, eventually, answered }) => {
      const address = server.at(port())
      const ends = await connected(client, address, await server.listener(address.port))
      const clientIs = (state: string) => async () => (await client.tcpState(ends.client)) === state
      await ends.server.close()
      await until('the FIN to arrive', clientIs('CLOSE_WAIT'), Boolean)

      say('The link keeps back what the server’s host sends')
      link.holdBack((frame) => frame.from === 'server' && carriesTransport(frame))
      const one = await ends.client.trySend('one')
      const resetOnItsWay = await eventually(() => link.held().some(isReset), Boolean)
      const two = await ends.client.trySend('two')

      say('The resets arrive')
      link.pass()
      await eventually(clientIs('CLOSE'), Boolean)
      const resets = client.wire.tcp(address.port).filter(({ flags }) => flags.startsWith('RST')).length
      const three = await ends.client.trySend('three')
      const read = textOrEnd(await answered(ends.client.tryRecv(5)))
      return { one: result(one), resetOnItsWay, two: result(two), reset: resets > 0, three: result(three), read }
    },
  ),

  judge: ({ one, resetOnItsWay, two, reset, three, read }) => [
    equal(one, '3 bytes', 'the first send() after the peer has closed'),
    equal(resetOnItsWay, true, 'whether the server’s host answers that with RST'),
    equal(two, '3 bytes', 'a send() while the RST is on its way'),
    equal(reset, true, 'whether an RST arrives then'),
    equal(three, 'EPIPE', 'a send() after the RST has arrived'),
    equal(read, 'end-of-file', 'what recv() gives after that: no error'),
  ],
})

function isReset({ packet: { transport } }: LinkFrame): boolean {
  return transport?.kind === 'tcp' && transport.flags.includes('RST')
}

function result({ value, errno }: Result<number>): string {
  return errno ?? `${value} bytes`
}
