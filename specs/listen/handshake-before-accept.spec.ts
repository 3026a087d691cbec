import {
  claim,
  equal,
  lan,
  man,
  material,
  ofEachKind,
  overKinds,
  posix,
  rfc,
  SOCKET_KINDS,
  type SocketKind,
  scenario,
  TCP_KINDS,
} from '../../harness/index.ts'
import { connectDoesNothing } from '../../harness/sockets/mutants/connect/connect.ts'
import { listenWaitsForAccept } from '../../harness/sockets/mutants/listen/listen.ts'
import { segmentsUnseen } from '../../harness/wire/mutants/unseen.ts'

/** A server that listens and does not accept before it gets a signal. Arguments: address and port. */
const PROGRAM = `
import signal, socket, sys
listener = socket.socket()
listener.bind((sys.argv[1], int(sys.argv[2])))
listener.listen()
print('listens', flush=True)
signal.pause()
listener.accept()
`

export default claim({
  says: 'The three-way handshake completes while the server program is between listen() and accept(), or is stopped.',
  level: 'must',
  reading: 'holds',
  sources: [
    material('C', 'a receiver halted right after listen: SYN, SYN-ACK and ACK are exchanged all the same'),
    posix('listen'),
    man('listen', 2),
    rfc(9293, '3.5'),
  ],
  why:
    'listen() tells the kernel to answer for this port. From then on the kernel itself sends the SYN, ACK and takes the ' +
    'final ACK, while it handles the arriving packets; the program has no part in it and need not even run. The finished ' +
    'connection waits in the accept queue until the program asks for it with accept().',
  method: [
    'A program calls listen() and nothing more; a client connects to it.',
    'A second server program, in Python, is stopped with SIGSTOP once it listens; a client connects to it.',
    'The segments on the wire, the accept queues and the state of the stopped process are observed.',
  ],
  byHand: [
    {
      run: 'python3 -c "import socket; s = socket.create_server((\'127.0.0.1\', 3490)); input()"',
      see: 'it waits, without ever calling accept(); Ctrl-Z stops it',
    },
    { run: 'nc -v 127.0.0.1 3490', see: 'Connection to 127.0.0.1 3490 port … succeeded!' },
    { run: 'tcpdump -ni lo "tcp port 3490"', see: 'Flags [S], [S.] and [.]' },
    { run: 'ss -tln "sport = 3490"; grep State /proc/$(pgrep -n python3)/status', see: 'Recv-Q 1; State: T (stopped)' },
  ],
  mutants: [listenWaitsForAccept, connectDoesNothing, segmentsUnseen('ACK')],

  experiment: scenario(
    lan(['client', 'server'], { ipv6: true, needs: ['python3'] }),
    async ({ client, server }, tools) => {
      const { answered, eventually, port, say, until } = tools
      const knock = async (at: number, kind: SocketKind = SOCKET_KINDS['TCP over IPv4']) => {
        const socket = await client.open(kind, { label: 'client' })
        const { errno } = await answered(socket.tryConnect(kind.at(server, at)))
        const queue = await eventually(
          () => server.acceptQueue(at),
          (length) => length > 0,
        )
        server.note(`accept queue: ${queue}`)
        return { errno, flags: client.wire.tcp(at).map(({ flags }) => flags), queue }
      }

      say('Between listen() and accept()')
      const waiting = await overKinds(TCP_KINDS, tools, async (kind) => {
        const first = port()
        await server.listener(first, { kind })
        return knock(first, kind)
      })

      say('A program of its own, stopped')
      const second = port()
      const program = server.start('python3', ['-c', PROGRAM, server.ip, String(second)])
      const isListening = () => server.tcpTable(second).some(({ state }) => state === 'LISTEN')
      await until('the program to listen', isListening, (listens) => listens)
      program.signal('SIGSTOP')
      const isStopped = (state: string) => state === 'T'
      server.note(`state of the program: ${await until('the program to stop', () => program.state(), isStopped)}`)
      const stopped = await knock(second)
      return { waiting, stopped: { ...stopped, state: program.state() } }
    },
  ),

  judge: ({ waiting, stopped }) => [
    ...ofEachKind(waiting, ({ errno, flags, queue }) => [
      equal(errno, null, 'error of connect() while the server is between listen() and accept()'),
      equal(flags, ['SYN', 'SYN, ACK', 'ACK'], 'segments on the wire'),
      equal(queue, 1, 'connections in the accept queue'),
    ]),
    equal(stopped.errno, null, 'error of connect() while the server program is stopped'),
    equal(stopped.flags, ['SYN', 'SYN, ACK', 'ACK'], 'segments on the wire'),
    equal(stopped.queue, 1, 'connections in the accept queue'),
    equal(stopped.state, 'T', 'state of the program after the handshake: T is stopped'),
  ],
})
